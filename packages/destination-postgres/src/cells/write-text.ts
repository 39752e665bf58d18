import type { CopyChunks } from './copy-chunks.ts'
import { findJsonFault } from './find-json-fault.ts'
import { findTextFault } from './find-unstorable.ts'

/** Up to this many characters a loop is quicker than a call of Buffer. */
const maxLooped = 48

/** UTF-8 never needs more bytes for a character of JavaScript. */
const bytesPerCharacter = 3

/** The only format that Postgres knows for `jsonb` in COPY. */
const jsonVersion = 1

export function writeText(out: CopyChunks, text: string): void {
  reserveText(out, text)
  const { at } = out
  const end = putText(out, text, at + 4)
  out.view.setInt32(at, end - at - 4)
  out.at = end
}

export function writeJson(out: CopyChunks, text: string): void {
  reserveText(out, text)
  const { at } = out
  out.bytes[at + 4] = jsonVersion
  const end = putText(out, text, at + 5)
  out.view.setInt32(at, end - at - 4)
  out.at = end
  out.isSuspicious ||= findJsonFault(text) !== undefined
}

function reserveText(out: CopyChunks, text: string): void {
  const most = text.length * bytesPerCharacter + 5
  if (out.at + most > out.bytes.length) out.reserve(text.length < 10_000 ? most : Buffer.byteLength(text) + 5)
}

/** Answers where the text ends. */
function putText(out: CopyChunks, text: string, start: number): number {
  const { length } = text
  if (length > maxLooped) return putOther(out, text, start)
  const { bytes } = out
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0 || code > 127) return putOther(out, text, start)
    bytes[start + index] = code
  }
  return start + length
}

function putOther(out: CopyChunks, text: string, start: number): number {
  out.isSuspicious ||= findTextFault(text) !== undefined
  return start + out.bytes.write(text, start)
}
