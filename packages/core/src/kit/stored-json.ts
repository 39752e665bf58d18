/** How destinations keep values of the contract as JSON text: whatever its size or type, each comes back as it was. */

import type { CellValue } from '../contract/column-type.ts'
import type { JsonValue } from '../contract/json.ts'
import type { RowScope } from '../contract/publish.ts'
import type { Reject } from '../contract/reject.ts'
import { parseJson } from './parse-json.ts'

/** `rawJSON` is not among the types yet. */
const json = JSON as typeof JSON & { rawJSON(text: string): unknown }

/** A value as JSON text; integers of any size are exact. */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? json.rawJSON(String(inner)) : inner,
  )
}

/** The opposite. The caller knows what was stored. */
export function fromJsonText(text: string): unknown {
  return parseJson(text)
}

/** Scopes as JSON text. */
export function toScopesText(scopes: readonly RowScope[]): string {
  return toJsonText(
    scopes.map((scope) => scope.map((condition) => ({ ...condition, value: encodeCell(condition.value) }))),
  )
}

/** The opposite. */
export function fromScopesText(text: string): readonly RowScope[] {
  const scopes = fromJsonText(text) as readonly (readonly (Omit<RowScope[number], 'value'> & { value: JsonValue })[])[]
  return scopes.map((scope) => scope.map((condition) => ({ ...condition, value: decodeCell(condition.value) })))
}

/** A reject as JSON text. */
export function rejectToText(reject: Reject): string {
  const scope = Object.fromEntries(Object.entries(reject.scope).map(([path, cell]) => [path, encodeCell(cell)]))
  return toJsonText({ ...reject, cursor: encodeCell(reject.cursor), scope })
}

/** The opposite. */
export function rejectFromText(text: string): Reject {
  const stored = fromJsonText(text) as Omit<Reject, 'cursor' | 'scope'> & StoredCells
  const scope = Object.fromEntries(Object.entries(stored.scope).map(([path, cell]) => [path, decodeCell(cell)]))
  return { ...stored, cursor: decodeCell(stored.cursor), scope }
}

interface StoredCells {
  readonly cursor: JsonValue
  readonly scope: Readonly<Record<string, JsonValue>>
}

/** A cell as JSON: what JSON does not have is an object that names it. */
function encodeCell(cell: CellValue): JsonValue {
  if (cell instanceof Uint8Array) return { binary: Buffer.from(cell).toString('base64') }
  if (typeof cell === 'number' && !Number.isFinite(cell)) return { float: String(cell) }
  return cell
}

function decodeCell(cell: JsonValue): CellValue {
  if (typeof cell !== 'object' || cell === null) return cell
  const { binary, float } = cell as { readonly binary?: string; readonly float?: string }
  return binary === undefined ? Number(float) : new Uint8Array(Buffer.from(binary, 'base64'))
}
