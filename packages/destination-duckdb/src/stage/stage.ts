import { DestinationError } from '@millrace/core/plugin'
import type { StageAnswer, StageBatch, StreamSchema, TableBatch, TableSchema } from '@millrace/core/plugin'
import { rejectRows } from './reject-rows.ts'
import type { Staging } from './staging.ts'

/** Stages the rows of a batch for the attempt that brought them; what DuckDB cannot hold is rejected. */
export async function stage(staging: Staging, batch: StageBatch): Promise<StageAnswer> {
  const attempt = staging.require(batch)
  const { schema } = attempt
  const tables = new Map(batch.tables.map((tableBatch) => [tableBatch.path, findTable(schema, tableBatch)]))
  const { tables: storable, rejected } = rejectRows(batch, schema)
  for (const tableBatch of storable) {
    const table = tables.get(tableBatch.path)
    if (table !== undefined && tableBatch.rowCount > 0) await attempt.append(table, tableBatch)
  }
  staging.noteOrdinal(batch, (batch.tables[0]?.ordinals.at(-1) ?? -1) + 1)
  return { rejected }
}

/** The table of a batch. Throws a `DestinationError` if the batch does not fit: an error of the engine. */
function findTable(schema: StreamSchema, batch: TableBatch): TableSchema {
  const table = schema.tables.find(({ path }) => path === batch.path)
  if (table === undefined) {
    const paths = schema.tables.map(({ path }) => `'${path}'`).join(', ') || 'none'
    throw new DestinationError({
      message: `stream ${schema.stream} has no table with path '${batch.path}'; it has: ${paths}`,
    })
  }
  const types = new Map(table.columns.map(({ name, type }) => [name, type]))
  const misfit = batch.columns.find(({ name, type }) => types.get(name) !== type)
  if (misfit === undefined) return table
  throw new DestinationError({
    message: `a batch of table ${table.name} does not fit: column ${misfit.name} is ${types.get(misfit.name) ?? 'not there'}, not ${misfit.type}`,
  })
}
