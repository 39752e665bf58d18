import { fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { JsonValue, NewSavepoint, StoredSavepoint } from '@millrace/core/plugin'
import { inParts, integerList, textList } from '../database/lists.ts'
import type { Transaction } from '../database/transaction.ts'

interface StreamName {
  readonly pipeline: string
  readonly stream: string
}

/** Published savepoints in the order of their partitions: of these partitions, or of all. */
export async function readSavepoints(
  transaction: Transaction,
  { pipeline, stream }: StreamName,
  partitions?: readonly string[],
): Promise<readonly StoredSavepoint[]> {
  const rows = await transaction.connection.rows(
    `SELECT connector, version, partition, sequence, value FROM ${transaction.system('savepoints')}
      WHERE pipeline = $1 AND stream = $2 AND ($3 OR partition IN (SELECT unnest($4))) ORDER BY partition`,
    [pipeline, stream, partitions === undefined, textList(partitions ?? [])],
  )
  return rows.map(([connector, version, partition, sequence, value]) => ({
    connector: String(connector),
    version: Number(version),
    stream,
    partition: String(partition),
    sequence: Number(sequence),
    value: fromJsonText(String(value)) as JsonValue,
  }))
}

/** Stores savepoints, each numbered after the one that stood before. */
export async function storeSavepoints(
  transaction: Transaction,
  entry: StreamName,
  given: readonly { readonly partition: string; readonly savepoint: NewSavepoint | undefined }[],
): Promise<void> {
  const { pipeline, stream } = entry
  const { connection } = transaction
  const savepoints = transaction.system('savepoints')
  const added = given.flatMap(({ partition, savepoint }) => (savepoint === undefined ? [] : [{ partition, savepoint }]))
  for (const part of inParts(added)) {
    const partitions = part.map(({ partition }) => partition)
    const before = new Map((await readSavepoints(transaction, entry, partitions)).map((held) => [held.partition, held]))
    await connection.run(
      `DELETE FROM ${savepoints} WHERE pipeline = $1 AND stream = $2 AND partition IN (SELECT unnest($3))`,
      [pipeline, stream, textList(partitions)],
    )
    await connection.run(
      `INSERT INTO ${savepoints} SELECT $1, $2, unnest($3), unnest($4), unnest($5), unnest($6), unnest($7)`,
      [
        pipeline,
        stream,
        textList(partitions),
        textList(part.map(({ savepoint }) => savepoint.connector)),
        integerList(part.map(({ savepoint }) => savepoint.version)),
        integerList(partitions.map((partition) => (before.get(partition)?.sequence ?? 0) + 1)),
        textList(part.map(({ savepoint }) => toJsonText(savepoint.value))),
      ],
    )
  }
}
