/**
 * Finds a state that is written as another number than in the dictionary: 1.0, 01 or +1 for the state 1. Spreadsheets and
 * data frames write whole numbers as 1.0 once a cell of the column is empty. Digits are compared, not floats, so that
 * codes of many digits stay apart; states that equal each other as numbers are found by neither.
 * @returns the code of the one state that the text equals as a plain decimal number, or undefined.
 */
export function numericStates(states: readonly string[], decimalComma: boolean): (text: string) => number | undefined {
  const numbers = states.map(plainNumber);
  const codes = new Map<string, number>();
  numbers.forEach((number, code) => {
    if (number !== undefined && numbers.indexOf(number) === numbers.lastIndexOf(number)) codes.set(number, code);
  });
  return (text) => {
    const number = plainNumber(decimalComma ? text.replace(',', '.') : text);
    return number === undefined ? undefined : codes.get(number);
  };
}

/** The one way to write a decimal number without needless signs, zeros and point; undefined for any other text. */
function plainNumber(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, digits, decimals = ''] = match;
  if (digits === '' && decimals === '') return undefined;
  const whole = digits.replace(/^0+/, '') || '0';
  const fraction = decimals.replace(/0+$/, '');
  const size = fraction === '' ? whole : `${whole}.${fraction}`;
  return sign === '-' && size !== '0' ? `-${size}` : size;
}
