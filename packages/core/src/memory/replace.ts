import { DestinationError } from '../contract/errors/destination-error.ts'
import type { StagedRecord } from './state.ts'
import type { StreamWriter } from './stream-writer.ts'

/** Adds staged records. For streams without a key: their rows are named by where they were read, never matched. */
export function append(writer: StreamWriter, staged: readonly StagedRecord[]): void {
  for (const record of staged) {
    if (writer.storedRow(record.key) !== undefined) {
      throw new DestinationError({
        message: `a row of table ${writer.root.schema.name} is there already: rows without a key need new names`,
      })
    }
    writer.write(record)
  }
}

/** Deletes the rows that these partitions brought, and those of which no partition is noted; adds the staged ones. */
export function replace(writer: StreamWriter, staged: readonly StagedRecord[], partitions: ReadonlySet<string>): void {
  const column = writer.root.schema.columns.find(({ role }) => role === 'partition')?.name
  for (const key of writer.root.groups) {
    const partition = column && writer.storedRow(key)?.get(column)
    if (typeof partition !== 'string' || partitions.has(partition)) writer.remove(key)
  }
  append(writer, staged)
}
