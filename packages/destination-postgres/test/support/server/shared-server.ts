import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import type { SharedServerAnswer } from './global-setup.ts'
import type { ServerFacts } from './keeper-lines.ts'

/** The server that all test files of a run share: the one of `MILLRACE_TEST_POSTGRES_URL`, or one from npm. */
export interface SharedServer {
  /** For a role that may make databases. */
  readonly connectionString: string
  /** Of a server that was started for the tests, what is known besides. */
  readonly own: ServerFacts | undefined
}

let shared: Promise<SharedServer> | undefined

export function sharedServer(): Promise<SharedServer> {
  shared ??= findServer()
  return shared
}

async function findServer(): Promise<SharedServer> {
  const given = process.env['MILLRACE_TEST_POSTGRES_URL']
  if (given !== undefined && given !== '') return { connectionString: given, own: undefined }
  const answer = JSON.parse(await text(connect(inject('postgresSocket')))) as SharedServerAnswer
  if (answer.type === 'failed') {
    throw new Error(
      `there is no Postgres for the tests: ${answer.reason}\nName one by MILLRACE_TEST_POSTGRES_URL, with a role that may create databases`,
    )
  }
  return { connectionString: answer.server.connectionString, own: answer.server }
}
