/** Opens a store in the folder that it is told, and writes one record after the other until it is ended. Tells each. */

import { pgliteStore } from '../../src/store/postgres-store/pglite-store.ts'
import { keep } from '../../src/store/testing/store-under-test.ts'

const [, , folder = '', work = ''] = process.argv

process.stdin.resume()
process.stdin.on('end', () => process.exit())

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const store = pgliteStore({ folder })
  await store.open()
  tell({ type: 'opened', id: store.id })
  if (work === 'write') for (;;) tell({ type: 'kept', id: await keep(store, 'x'.repeat(1000)) })
} catch (error) {
  const { code, message } = error as Error & { readonly code?: string }
  tell({ type: 'failed', code, message })
}
