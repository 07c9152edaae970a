import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { MessageStream } from './message-stream.ts';

test('a post resolves when the transport has taken the message', async () => {
  const taken: string[] = [];
  const stream = new MessageStream<string>(
    new Writable({ objectMode: true, write: (message, _encoding, done) => (taken.push(message), done()) }),
  );
  await stream.post('a');
  expect(taken).toEqual(['a']);
});

test('a post on a stream that closes before the transport takes it is rejected', async () => {
  const stuck = new Writable({ objectMode: true, write: () => {} });
  const stream = new MessageStream<string>(stuck);
  const posts = [stream.post('a'), stream.post('b')];
  stream.close();
  for (const post of posts) await expect(post).rejects.toMatchObject({ code: 'CL-NET-002' });
  await expect(stream.post('c')).rejects.toMatchObject({ code: 'CL-NET-002' });
});

test('what is sent after the end is dropped', () => {
  const taken: string[] = [];
  const stream = new MessageStream<string>(
    new Writable({ objectMode: true, write: (message, _encoding, done) => (taken.push(message), done()) }),
  );
  stream.send('a');
  stream.end();
  stream.send('b');
  expect(taken).toEqual(['a']);
});
