import type { OptionProblem } from '@millrace/core'

/** Postgres cuts longer names without a word. */
const maxNameBytes = 63

/** What is wrong with the name of a schema. */
export function findSchemaProblems(schema: string | undefined): readonly OptionProblem[] {
  if (schema === undefined) return []
  const isName = typeof schema === 'string' && schema !== '' && !schema.includes('\0')
  if (!isName || Buffer.byteLength(schema) > maxNameBytes) {
    return [{ path: 'schema', message: `must be a text of 1 to ${maxNameBytes} bytes without NUL` }]
  }
  if (!/^pg_|^information_schema$/.test(schema)) return []
  return [{ path: 'schema', message: 'must be a schema that is not kept by Postgres itself' }]
}
