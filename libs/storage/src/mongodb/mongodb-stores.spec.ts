import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeStores } from '../testing/stores-contract.ts';
import { HAS_MONGODB, type MongodbUnderTest, startMongodb, withMongodbStores } from '../testing/mongodb-under-test.ts';

let server: MongodbUnderTest;

(HAS_MONGODB ? describe : describe.skip)('with MongoDB', () => {
  beforeAll(async () => {
    server = await startMongodb();
  });
  afterAll(() => server?.stop());

  describeStores('mongodb', (test) => withMongodbStores(server, test));
});
