import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { SavepointRefusedError } from '../../contract/errors/savepoint-refused-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import { maxSavepointBytes } from '../../contract/part.ts'
import type { ReadMode } from '../../contract/read-request.ts'
import type { Stream } from '../../contract/stream.ts'

/** A savepoint must come back from JSON as it was, or reading would go on somewhere else. */
export function checkSavepoint(value: JsonValue, stream: Stream, mode: ReadMode): void {
  if (mode === 'range') throw new InvalidPartError(`stream ${stream.name} yielded a savepoint while it read a range`)
  if (mode === 'incremental' && stream.incremental !== 'savepoint') {
    throw new InvalidPartError(
      `stream ${stream.name} yielded a savepoint, but does not declare \`incremental: 'savepoint'\``,
    )
  }
  if (!isJson(value, 0)) {
    throw new SavepointRefusedError(
      `stream ${stream.name} yielded a savepoint that is not JSON: plain objects, arrays, texts, finite numbers, booleans and null`,
    )
  }
  const size = Buffer.byteLength(JSON.stringify(value))
  if (size > maxSavepointBytes) {
    throw new SavepointRefusedError(
      `stream ${stream.name} yielded a savepoint of ${size} bytes; at most ${maxSavepointBytes} are stored`,
    )
  }
}

function isJson(value: unknown, depth: number): boolean {
  if (depth > 100) return false
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every((element) => isJson(element, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.values(value).every((member) => isJson(member, depth + 1))
  )
}
