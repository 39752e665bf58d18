import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

/** A Postgres server for the examples that need one; it goes when it is disposed of. */
export interface ExampleDatabase extends AsyncDisposable {
  readonly connectionString: string
}

/** The server that `MILLRACE_TEST_POSTGRES_URL` names, or else one of its own. */
export async function openExampleDatabase(): Promise<ExampleDatabase> {
  const given = process.env['MILLRACE_TEST_POSTGRES_URL'] ?? ''
  if (given !== '') return { connectionString: given, [Symbol.asyncDispose]: async () => undefined }
  const program = join(import.meta.dirname, '../packages/destination-postgres/test/support/server/keep-server.ts')
  const keeper = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => void keeper.once('exit', () => resolve()))
  const first = await createInterface({ input: keeper.stdout })[Symbol.asyncIterator]().next()
  const answer = JSON.parse(String(first.value ?? '{}')) as {
    readonly server?: { readonly connectionString: string }
    readonly reason?: string
  }
  if (answer.server === undefined)
    throw new Error(`no Postgres server for the examples: ${answer.reason ?? 'it ended'}`)
  return {
    connectionString: answer.server.connectionString,
    async [Symbol.asyncDispose]() {
      keeper.stdin.end()
      await ended
    },
  }
}
