import { parseJson } from '@millrace/core/plugin'
import type { CellValue, JsonValue, RowScope } from '@millrace/core/plugin'

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

/** A cell as JSON: what JSON does not have is an object that names it. */
export function encodeCell(cell: CellValue): JsonValue {
  if (cell instanceof Uint8Array) return { binary: Buffer.from(cell).toString('base64') }
  if (typeof cell === 'number' && !Number.isFinite(cell)) return { float: String(cell) }
  return cell
}

export function decodeCell(json: JsonValue): CellValue {
  if (typeof json !== 'object' || json === null) return json
  const { binary, float } = json as { readonly binary?: string; readonly float?: string }
  return binary === undefined ? Number(float) : new Uint8Array(Buffer.from(binary, 'base64'))
}

/** Scopes as JSON text. */
export function toScopesText(scopes: readonly RowScope[]): string {
  return toJsonText(
    scopes.map((scope) => scope.map((condition) => ({ ...condition, value: encodeCell(condition.value) }))),
  )
}

export function fromScopesText(text: string): readonly RowScope[] {
  const scopes = fromJsonText(text) as readonly (readonly (Omit<RowScope[number], 'value'> & { value: JsonValue })[])[]
  return scopes.map((scope) => scope.map((condition) => ({ ...condition, value: decodeCell(condition.value) })))
}
