import type { JsonValue } from '../../contract/json.ts'
import type { Key } from '../../contract/key.ts'
import type { Scope } from '../../contract/scope.ts'
import { classifyPart } from './classify-part.ts'
import type { Prepared } from '../record/prepare-record.ts'
import { BytesReader } from './read-bytes.ts'
import type { RecordLine } from './record-line.ts'

/** What an attempt works on: parts, with bytes turned into records. */
export type Item =
  | { readonly type: 'records'; readonly records: readonly unknown[]; readonly bytes: number }
  /** Records that nobody has to see as objects. */
  | { readonly type: 'lines'; readonly lines: readonly RecordLine[] }
  /** Records of the window, which have passed the steps already. */
  | { readonly type: 'prepared'; readonly prepared: readonly Prepared[] }
  | { readonly type: 'savepoint'; readonly value: JsonValue }
  | { readonly type: 'deleted'; readonly keys: readonly Key[] }
  | { readonly type: 'complete'; readonly scope: Scope }
  | { readonly type: 'pause'; readonly until: Date; readonly reason: string }
  | { readonly type: 'skipped'; readonly reason: string }

/** `takesLines` says at each part whether lines need not be parsed. */
export async function* readItems(
  parts: AsyncIterable<unknown>,
  who: string,
  takesLines: () => boolean,
): AsyncGenerator<Item> {
  const reader = new BytesReader(who)
  for await (const given of parts) {
    const known = classifyPart(given, who)
    // What a pause cuts off is read again.
    if (known.type !== 'bytes' && known.type !== 'pause') {
      const rest = reader.end()
      if (rest.length > 0) yield { type: 'records', records: rest, bytes: 0 }
    }
    switch (known.type) {
      case 'records':
        yield { type: 'records', records: known.part.records, bytes: 0 }
        break
      case 'bytes': {
        const { bytes, format } = known.part
        yield format === 'ndjson' && takesLines()
          ? // A copy: they wait for others, and the source may use its buffer again.
            { type: 'lines', lines: reader.readLines(Buffer.from(bytes)) }
          : { type: 'records', records: reader.read(known.part), bytes: bytes.length }
        break
      }
      case 'savepoint':
        yield { type: 'savepoint', value: known.part.savepoint }
        break
      case 'deleted':
        yield { type: 'deleted', keys: known.part.deleted }
        break
      case 'complete':
        yield { type: 'complete', scope: known.part.complete }
        break
      case 'pause':
        yield { type: 'pause', ...known.part.pause }
        return
      case 'skipped':
        yield { type: 'skipped', reason: known.part.skipped }
        break
      default:
        known satisfies never
    }
  }
  const rest = reader.end()
  if (rest.length > 0) yield { type: 'records', records: rest, bytes: 0 }
}
