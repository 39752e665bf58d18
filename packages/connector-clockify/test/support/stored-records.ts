import { rebuildRecords } from '@millrace/core'
import type { MemoryDestination } from '@millrace/core'

/** The records of a stream, put together again from its tables, by id. */
export function storedRecords(destination: MemoryDestination, stream: string): Readonly<Record<string, unknown>> {
  const schema = destination.describe().find((description) => description.schema.stream === stream)?.schema
  if (schema === undefined) throw new Error(`there are no tables of stream ${stream}`)
  const rows = Object.fromEntries(schema.tables.map(({ path, name }) => [path, destination.table(name)]))
  return byId(rebuildRecords({ schema, rows }))
}

/** Records by id, in the form in which they can be compared: without null and empty values, lists in one order. */
export function byId(records: readonly object[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(records.map((record) => [String(Reflect.get(record, 'id')), pruned(record)]))
}

function pruned(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) {
    const elements = value.map(pruned).filter((element) => element !== undefined)
    return elements.length === 0 ? undefined : elements.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined
  const entries = Object.entries(value).map(([key, inner]) => [key, pruned(inner)] as const)
  const kept = entries.filter(([, inner]) => inner !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

function textOf(value: unknown): string {
  return JSON.stringify(value)
}
