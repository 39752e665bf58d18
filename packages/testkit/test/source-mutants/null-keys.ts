import type { Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Some of its records have null for a key. */
export const nullKeys: SourceMutant = {
  group: 'read',
  test: 'no key is null',
  because: /'id', a field of the primary key, is null \d+ times/,
  alsoIn: ['incremental', 'resume'],
  create: mutateRead(async function* strip(parts): AsyncGenerator<Part> {
    for await (const part of parts) {
      if ('records' in part) yield { records: part.records.map(withoutKey) }
      else yield part
    }
  }),
}

function withoutKey(record: unknown, index: number): unknown {
  return index % 4 === 0 && typeof record === 'object' ? { ...record, id: null } : record
}
