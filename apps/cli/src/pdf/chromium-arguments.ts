import { pathToFileURL } from 'node:url';

export interface Printing {
  /** The HTML file. */
  readonly page: string;
  /** The PDF file. */
  readonly pdf: string;
  /** A folder of this run alone. */
  readonly profile: string;
  /** Whether this process has all rights. */
  readonly isRoot: boolean;
}

/** Prints without a window, with a profile of its own, and asks nothing of any network. */
export function chromiumArguments({ page, pdf, profile, isRoot }: Printing): string[] {
  return [
    '--headless',
    '--disable-gpu',
    // /dev/shm is small in containers.
    '--disable-dev-shm-usage',
    // With its sandbox Chromium refuses to start for root. The page is ours, and its policy lets no script run.
    ...(isRoot ? ['--no-sandbox'] : []),
    ...FRESH_PROFILE,
    `--user-data-dir=${profile}`,
    ...NO_NETWORK,
    // Older releases know the second name only.
    '--no-pdf-header-footer',
    '--print-to-pdf-no-header',
    '--generate-pdf-document-outline',
    `--print-to-pdf=${pdf}`,
    pathToFileURL(page).href,
  ];
}

const FRESH_PROFILE = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-breakpad',
  // No question for a password of the system's key ring.
  '--password-store=basic',
  '--use-mock-keychain',
];

const NO_NETWORK = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-quic',
  '--no-pings',
  '--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider',
];
