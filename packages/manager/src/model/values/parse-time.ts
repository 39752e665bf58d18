const pattern = /^((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?$/

/** `HH:MM:SS[.f]` without trailing zeros, however fine; undefined if the text is none. There are no leap seconds. */
export function parseTime(text: string): string | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, clock = '', digits = ''] = match
  const fraction = digits.replace(/0+$/, '')
  return fraction === '' ? clock : `${clock}.${fraction}`
}
