import { jest } from '@jest/globals';

/** Tests that train or start processes wait for a machine that may be busy; what must not hang has bounds of its own. */
jest.setTimeout(180_000);
