import { once } from 'node:events';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GoodbyeReason } from '#protocol/gen/cohortloom/v1/membership_pb';
import { freePort } from '#storage/testing/free-port';
import type { StudyContext } from './run-coordinator.ts';
import { echoRound } from './testing/echo-study.ts';
import { Harness } from './testing/harness.ts';
import { RawAgent } from './testing/raw-agent.ts';

const TOKEN = 'a secret of sixteen or more';
let harness: Harness;

beforeEach(async () => {
  harness = new Harness();
  await harness.open();
});

afterEach(() => harness.close());

function fixture(name: string): string {
  return fileURLToPath(new URL(`./testing/fixtures/${name}.pem`, import.meta.url));
}

/** A study that does nothing until it is stopped. */
async function waiting({ signal }: StudyContext): Promise<void> {
  await once(signal, 'abort');
}

describe('who may be a member', () => {
  test.each([
    ['a site that the study does not list', 'z', {}, {}, 'CL-CONF-004'],
    ['a site with another data dictionary', 'a', { dictionarySha256: 'cd'.repeat(32) }, {}, 'CL-DICT-002'],
    ['a site without its token', 'b', {}, {}, 'CL-CONF-006'],
    ['a site with a wrong token', 'b', {}, { token: `${TOKEN}!` }, 'CL-CONF-006'],
    ['a site of another study', 'a', {}, { study: 'other' }, 'CL-CONF-001'],
  ])('not %s; both sides say why', async (_name, site, options, config, code) => {
    const study = harness.coordinator(['a'], waiting, { sites: [{ name: 'a' }, { name: 'b', token: TOKEN }] });
    const failure = await harness.agent(await study.address, site, options, config).failure;
    expect(failure.code).toBe(code);
    expect(study.log.join('\n')).toContain(`was refused: ${code} ${failure.what}`);
  });

  test('a site that shows its token', async () => {
    const sites = [{ name: 'b', token: TOKEN }];
    const study = harness.coordinator([], ({ rounds }) => rounds.run(echoRound(5)), { sites });
    const agent = harness.agent(await study.address, 'b', {}, { token: TOKEN });
    expect(await agent.end).toBe('finished');
  });

  test('not a second agent of the same name while the first is there', async () => {
    const study = harness.coordinator(['a'], waiting);
    const address = await study.address;
    const first = await RawAgent.dial(address, { site: 'a', instanceId: 'one' });
    expect((await first.next('welcome')).protocolVersion).toBe(1);
    const second = await harness.agent(address, 'a').failure;
    expect(second).toMatchObject({ code: 'CL-CONF-003', where: { site: 'a' } });
    first.close();
  });

  test('not an agent on a copy of the data folder, nor a second one on the folder itself', async () => {
    const address = await harness.coordinator(['a'], waiting).address;
    const first = harness.agent(address, 'a');
    while (!first.log.some((words) => words.includes('Connected'))) await pause(10);
    expect((await harness.agent(address, 'a').failure).code).toBe('CL-IO-007');
    const dataFolder = harness.path('copy');
    await cp(harness.path('a'), dataFolder, { recursive: true });
    await rm(join(dataFolder, 'state', 'lock'));
    const copy = harness.agent(address, 'a', {}, { dataFolder });
    expect((await copy.failure).code).toBe('CL-CONF-003');
    expect(copy.log.join('\n')).toContain('was moved or copied');
  });

  test('the next start on a folder at once, though the one before it seems to be there', async () => {
    const run = ({ rounds }: StudyContext) => rounds.run(echoRound(5));
    const study = harness.coordinator(['a'], run, { heartbeatInterval: 60_000 });
    const address = await study.address;
    await harness.agent('127.0.0.1:1', 'a', {}, { retry: { initialDelay: 1, giveUpAfter: 1 } }).end;
    const { stateId } = JSON.parse(await readFile(harness.path('a', 'state', 'agent.json'), 'utf8'));
    const killed = await RawAgent.dial(address, { site: 'a', instanceId: 'killed', stateId, startNumber: 1 });
    await killed.next('welcome');
    expect(await harness.agent(address, 'a').end).toBe('finished');
    killed.close();
  });

  test('the same agent dialling again, which replaces its older stream', async () => {
    const address = await harness.coordinator(['a'], waiting).address;
    const older = await RawAgent.dial(address, { site: 'a', instanceId: 'one' });
    await older.next('welcome');
    const newer = await RawAgent.dial(address, { site: 'a', instanceId: 'one' });
    await newer.next('welcome');
    expect((await older.next('goodbye')).reason).toBe(GoodbyeReason.REPLACED);
    older.close();
    newer.close();
  });

  test('a successor of an agent that has fallen silent', async () => {
    const study = harness.coordinator(['a'], ({ rounds }) => rounds.run(echoRound(5)));
    const address = await study.address;
    const silent = await RawAgent.dial(address, { site: 'a', instanceId: 'one' });
    await silent.next('assignment');
    await silent.closed;
    expect(study.log.join('\n')).toMatch(/Site a has said nothing for \d+ ms/);
    expect(await harness.agent(address, 'a').end).toBe('finished');
  });

  test('not an agent of another protocol version; it hears which side to update', async () => {
    const study = harness.coordinator(['a'], waiting);
    const agent = await RawAgent.dial(await study.address, { site: 'a', protocolVersion: 99 });
    const { reason } = await agent.next('refused');
    expect(reason).toMatchObject({ code: 'CL-NET-001', todo: expect.stringContaining('Update the coordinator') });
    expect(study.log.join('\n')).toContain('CL-NET-001');
    agent.close();
  });

  test('not someone who does not say Hello', async () => {
    const address = await harness.coordinator(['a'], waiting).address;
    const stranger = await RawAgent.silent(address);
    stranger.send({ case: 'progress', value: { done: 1 } });
    expect((await stranger.next('refused')).reason?.code).toBe('CL-NET-001');
    stranger.close();
  });
});

describe('the way in', () => {
  const run = ({ rounds }: StudyContext) => rounds.run(echoRound(5));
  const cert = { cert: fixture('coordinator.cert'), key: fixture('coordinator.key') };

  test('plaintext is refused off loopback, on both sides', async () => {
    const study = harness.coordinator(['a'], run, { listen: { host: '0.0.0.0', port: 0 } });
    await expect(study.result).rejects.toMatchObject({ code: 'CL-CONF-002', exitCode: 78 });
    expect((await harness.agent('coordinator.example.org:7433', 'a').failure).code).toBe('CL-CONF-002');
  });

  test('TLS with an authority of our own', async () => {
    const study = harness.coordinator(['a'], run, { listen: { host: '0.0.0.0', port: 0 }, tls: cert });
    const address = `localhost:${(await study.address).split(':')[1]}`;
    expect(await harness.agent(address, 'a', {}, { tls: { ca: fixture('ca.cert') } }).end).toBe('finished');
  });

  test('a certificate of an authority that the agent does not know', async () => {
    const study = harness.coordinator(['a'], run, { tls: cert });
    const port = (await study.address).split(':')[1];
    const failure = await harness.agent(`localhost:${port}`, 'a', {}, { tls: { ca: fixture('other-ca.cert') } })
      .failure;
    expect(failure.code).toBe('CL-NET-005');
  });

  test('mutual TLS: an agent needs a certificate', async () => {
    const study = harness.coordinator(['a'], run, { tls: { ...cert, clientCa: fixture('ca.cert') } });
    const address = `localhost:${(await study.address).split(':')[1]}`;
    const retry = { initialDelay: 10, maxDelay: 20, giveUpAfter: 200 };
    const ca = fixture('ca.cert');
    const without = await harness.agent(address, 'a', {}, { tls: { ca }, retry }).failure;
    expect(['CL-NET-002', 'CL-NET-005']).toContain(without.code);
    const own = { ca, cert: fixture('agent.cert'), key: fixture('agent.key') };
    expect(await harness.agent(address, 'a', {}, { tls: own }).end).toBe('finished');
  });

  test('a certificate file that is not there', async () => {
    const study = harness.coordinator(['a'], run, { tls: { cert: harness.path('none.pem'), key: cert.key } });
    await expect(study.result).rejects.toMatchObject({ code: 'CL-IO-001', where: { file: harness.path('none.pem') } });
  });

  test('a port that is in use', async () => {
    const port = await freePort();
    const first = harness.coordinator(['a'], waiting, { listen: { port } });
    await first.address;
    const second = harness.coordinator(['a'], run, { listen: { port } });
    await expect(second.result).rejects.toMatchObject({ code: 'CL-IO-003', exitCode: 69 });
  });

  test('an agent that cannot keep its ledger', async () => {
    await writeFile(harness.path('file'), '');
    const dataFolder = harness.path('file', 'data');
    const failure = await harness.agent('127.0.0.1:1', 'a', {}, { dataFolder }).failure;
    expect(failure).toMatchObject({ code: 'CL-IO-002', exitCode: 73 });
  });
});
