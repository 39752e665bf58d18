// What CI compares: the demo as a newcomer calls it, in an empty folder. The program itself is demo/main.ts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const calls = [
  // One stream after the other, so that the commits always have the same numbers.
  ['--concurrency', '1'],
  ['--concurrency', '1'],
  ['--query', 'select _mr_op, count(*) as changes from time_entries_history group by all order by all'],
  ['--folder', 'nowhere/demo'],
  ['--colour'],
]

const program = join(import.meta.dirname, 'demo/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'millrace-demo-'))
try {
  for (const args of calls) {
    console.log(`\n$ demo ${args.join(' ')}\n`)
    const { status } = spawnSync(process.execPath, ['--conditions=millrace-source', program, ...args], {
      cwd: folder,
      stdio: ['ignore', 1, 1],
    })
    console.log(`\nexit code ${status ?? 'none'}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
