import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeText, Markup, markup, printable } from './markup.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);
}

describe('escapeText', () => {
  it('leaves no character that opens an element, an attribute or an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  it('can be undone, up to characters that deceive', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unescape(escapeText(text))).toBe(printable(text));
      }),
    );
  });

  it('replaces control characters, direction overrides and lone surrogates', () => {
    expect(printable('a\u0000b\u001b[31mc\u202ed\ud800e\u2066')).toBe('a\ufffdb\ufffd[31mc\ufffdd\ufffde\ufffd');
    expect(printable('line\n\ttab ⩽ 10⁹/l 白')).toBe('line\n\ttab ⩽ 10⁹/l 白');
  });
});

describe('markup', () => {
  it('escapes values, keeps markup, joins arrays and leaves out what is not there', () => {
    const inner = markup`<b>${'<x>'}</b>`;
    expect(markup`<p title="${'"'}">${inner}${[1, 'a&b', inner]}${undefined}${null}${false}</p>`.text).toBe(
      '<p title="&quot;"><b>&lt;x&gt;</b>1a&amp;b<b>&lt;x&gt;</b></p>',
    );
    expect(inner).toBeInstanceOf(Markup);
  });
});
