/** A privacy statement under a heading that says “Privacy” already: “Privacy was not assessed” becomes “Not assessed”. */
export function withoutSubject(sentence: string): string {
  return sentence.replace(/^Privacy was (\p{L})/u, (_, first: string) => first.toUpperCase());
}
