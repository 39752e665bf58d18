import type { BytesPart } from '@millrace/core/plugin'
import { parseJson, toJsonText } from '@millrace/core/plugin'

const newline = 10

/** The beginning of a part of bytes, with how many records it has. */
export interface LimitedBytes {
  readonly part: BytesPart
  readonly records: number
  readonly isCut: boolean
}

/** Cuts bytes after so many records. What cannot be read stays as it is, for the engine to refuse. */
export function limitBytes(part: BytesPart, maxRecords: number): LimitedBytes {
  return part.format === 'ndjson' ? limitLines(part, maxRecords) : limitArray(part, maxRecords)
}

/** A line that ends in this part is one of its records; empty ones count, so that no line has to be decoded. */
function limitLines(part: BytesPart, maxRecords: number): LimitedBytes {
  let records = 0
  let end = part.bytes.indexOf(newline)
  while (end !== -1) {
    records += 1
    const isCut = end + 1 < part.bytes.length
    if (records === maxRecords) return { part: { ...part, bytes: part.bytes.slice(0, end + 1) }, records, isCut }
    end = part.bytes.indexOf(newline, end + 1)
  }
  return { part, records, isCut: false }
}

function limitArray(part: BytesPart, maxRecords: number): LimitedBytes {
  let elements: unknown
  try {
    elements = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(part.bytes))
  } catch {
    return { part, records: 0, isCut: false }
  }
  if (!Array.isArray(elements)) return { part, records: 0, isCut: false }
  if (elements.length <= maxRecords) return { part, records: elements.length, isCut: false }
  const text = toJsonText(elements.slice(0, maxRecords))
  return { part: { ...part, bytes: new TextEncoder().encode(text) }, records: maxRecords, isCut: true }
}
