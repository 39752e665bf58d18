/** Takes records out of parts that are still bytes. */
export class ByteRecords {
  readonly #decoder = new TextDecoder()
  #text = ''

  /** Records that are whole with this part; none for a part of another kind. */
  read(part: object): readonly unknown[] {
    if (!('bytes' in part) || !(part.bytes instanceof Uint8Array)) return this.end()
    if ('format' in part && part.format === 'json-array') {
      const records: unknown = JSON.parse(new TextDecoder().decode(part.bytes))
      return Array.isArray(records) ? records : [records]
    }
    const lines = (this.#text + this.#decoder.decode(part.bytes, { stream: true })).split('\n')
    this.#text = lines.pop() ?? ''
    return parseLines(lines)
  }

  /** The last record, where no line end follows it. */
  end(): readonly unknown[] {
    const rest = this.#text + this.#decoder.decode()
    this.#text = ''
    return parseLines([rest])
  }
}

function parseLines(lines: readonly string[]): readonly unknown[] {
  return lines.filter((line) => line.trim() !== '').map((line): unknown => JSON.parse(line))
}
