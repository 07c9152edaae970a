import { createHash, timingSafeEqual } from 'node:crypto';
import { CohortloomError } from '#errors/cohortloom-error';
import type { Hello } from '#protocol/gen/cohortloom/v1/membership_pb';
import { toHex } from '#protocol/messages/hex';
import { checkVersions, type ProcessVersion } from '#protocol/version';

export interface AdmissionRules {
  readonly version: ProcessVersion;
  readonly study: string;
  readonly sites: readonly { readonly name: string; readonly token?: string }[];
  /** Lower-case hex. */
  readonly dictionarySha256: string;
}

/**
 * Whether an agent may be a member, by what it says of itself.
 * @param token what it showed as `authorization: Bearer`
 * @throws CL-NET-001 other version, CL-CONF-001 other study, CL-CONF-004 unknown site, CL-CONF-006 wrong token,
 * CL-DICT-002 other dictionary
 */
export function checkHello(hello: Hello, token: string | undefined, rules: AdmissionRules): void {
  checkVersions({ protocol: hello.protocolVersion, software: hello.softwareVersion }, rules.version);
  if (hello.study !== rules.study) throw otherStudy(hello, rules);
  const site = rules.sites.find(({ name }) => name === hello.site);
  if (site === undefined) throw unknownSite(hello);
  if (site.token !== undefined && !sameSecret(site.token, token ?? '')) throw notAuthenticated(hello, token);
  if (toHex(hello.dictionarySha256) !== rules.dictionarySha256) throw otherDictionary(hello, rules);
}

/** Compares hashes, so that the time taken tells nothing about the secret, not even its length. */
function sameSecret(expected: string, shown: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(shown));
}

function otherStudy({ study, site }: Hello, rules: AdmissionRules): CohortloomError {
  return new CohortloomError('CL-CONF-001', {
    what: `The agent asks for the study ${JSON.stringify(study)}; this coordinator hosts ${JSON.stringify(rules.study)}.`,
    where: { site },
    todo: "Correct the study's name, or the coordinator's address, in the agent's configuration.",
  });
}

function unknownSite({ site, study }: Hello): CohortloomError {
  return new CohortloomError('CL-CONF-004', {
    what: `The study ${study} has no site named ${JSON.stringify(site)}.`,
    where: { study },
    todo: "Correct the site's name in the agent's configuration, or ask the coordinator's operator to enrol it.",
  });
}

function notAuthenticated({ site, study }: Hello, token: string | undefined): CohortloomError {
  return new CohortloomError('CL-CONF-006', {
    what: token === undefined ? 'The agent showed no token.' : "The agent's token is not the one given to this site.",
    where: { study, site },
    todo: "Put the token that the coordinator's operator gave this site into the agent's configuration.",
  });
}

function otherDictionary(hello: Hello, rules: AdmissionRules): CohortloomError {
  const [own, expected] = [toHex(hello.dictionarySha256), rules.dictionarySha256].map((sha256) => sha256.slice(0, 12));
  return new CohortloomError('CL-DICT-002', {
    what: `The site's data dictionary (SHA-256 ${own}…) is not the study's (${expected}…).`,
    where: { study: hello.study, site: hello.site },
    todo: "Use the data dictionary that the coordinator's operator distributes, unchanged.",
  });
}
