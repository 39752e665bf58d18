import { parseArgs } from 'node:util'
import { DemoError } from './demo-error.ts'

/** What the demo was asked to do. */
export interface Arguments {
  /** Folder of the database, where the caller named one. */
  readonly folder: string | undefined
  /** Delete the database first. */
  readonly isFresh: boolean
  /** Only show the tables that stand. */
  readonly describes: boolean
  /** SQL to run instead of the demo. */
  readonly query: string | undefined
  /** Streams that are read side by side. */
  readonly concurrency: number
  readonly wantsHelp: boolean
}

export const help: string = `Usage: npx -y pnpm@12 demo [flags]

Starts a stand-in for the Clockify API, copies its records into a DuckDB file, and shows what came
of it. Called again, it copies what has changed since.

  --fresh            delete the database first, and begin again with call 1
  --describe         show the tables, their columns and their relationships; nothing is read
  --query <sql>      run SQL on the tables and show up to 20 rows; nothing is read
  --folder <path>    where the database is kept; default: millrace-demo
  --concurrency <n>  streams read side by side; default: 4
  --help             show this text`

/** Throws a `DemoError` for anything it does not know. */
export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args)
  if (values.query?.trim() === '') throw new DemoError('--query needs SQL: --query "select * from users"')
  if (values.folder === '') throw new DemoError('--folder needs a path: --folder ./my-folder')
  const chosen = (['fresh', 'describe', 'query'] as const).filter((name) => values[name] !== undefined)
  if (chosen.length > 1)
    throw new DemoError(`use only one of ${chosen.map((name) => `--${name}`).join(' and ')} at a time`)
  return {
    folder: values.folder,
    isFresh: values.fresh ?? false,
    describes: values.describe ?? false,
    query: values.query,
    concurrency: readConcurrency(values.concurrency ?? '4'),
    wantsHelp: values.help ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        folder: { type: 'string' },
        fresh: { type: 'boolean' },
        describe: { type: 'boolean' },
        query: { type: 'string' },
        concurrency: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return values
  } catch (cause) {
    // Node's first sentence says what is wrong, the others are about positional arguments.
    const [problem] = cause instanceof Error ? cause.message.split(/\. |\n/) : []
    throw new DemoError(`${problem ?? 'the arguments cannot be read'}. Flags are listed by --help.`, { cause })
  }
}

function readConcurrency(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new DemoError(`--concurrency needs a number from 1 to 99, not "${text}"`)
  return Number(text)
}
