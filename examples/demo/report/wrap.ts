/** Joins words into lines of at most `width` characters; a longer word has a line of its own. */
export function wrap(words: readonly string[], { separator = ' ', width = 76 }: WrapOptions = {}): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + separator.length + word.length > width) {
      lines.push(`${line}${separator}`.trimEnd())
      line = ''
    }
    line += line === '' ? word : `${separator}${word}`
  }
  return [...lines, line]
}

interface WrapOptions {
  /** Default: a space. */
  readonly separator?: string
  /** Default 76. */
  readonly width?: number
}
