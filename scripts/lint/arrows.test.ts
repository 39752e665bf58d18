import { describe, expect, test } from 'vitest'
import { findForbiddenImport } from './arrows.ts'

const core = 'packages/core/src'

const allowed: readonly (readonly [file: string, specifier: string])[] = [
  [`${core}/contract/stream.ts`, './key.ts'],
  [`${core}/contract/errors/millrace-error.ts`, '../key.ts'],
  [`${core}/kit/parse-options.ts`, '../contract/stream.ts'],
  [`${core}/kit/parse-options.ts`, 'zod'],
  [`${core}/kit/http/client.ts`, '../../contract/stream.ts'],
  [`${core}/kit/http/client.ts`, '../abortable.ts'],
  [`${core}/tables/flatten.ts`, '../contract/json.ts'],
  [`${core}/memory/merge.ts`, '../kit/abortable.ts'],
  [`${core}/run/run-pipeline.ts`, '../tables/flatten.ts'],
  [`${core}/run/run-pipeline.ts`, 'node:crypto'],
  [`${core}/plugin.ts`, './tables/flatten.ts'],
  [`${core}/index.ts`, './run/run-pipeline.ts'],
  [`${core}/index.ts`, './memory/memory-destination.ts'],
  [`${core}/kit/parse-options.test.ts`, '../run/run-pipeline.ts'],
  [`${core}/run/run-pipeline.test.ts`, '@millrace/testkit'],
  ['packages/core/test/pipeline.test.ts', '../src/run/run-pipeline.ts'],
  ['packages/core/tsup.config.ts', '../../tsup.base.ts'],
  ['packages/testkit/src/suite.ts', '@millrace/core'],
  ['packages/testkit/src/suite.ts', '@millrace/core/plugin'],
  ['packages/destination-duckdb/src/merge.ts', '@millrace/core/plugin'],
  ['packages/destination-duckdb/src/merge.test.ts', '@millrace/testkit'],
  ['packages/server/src/routes.ts', '@millrace/manager'],
  ['examples/demo.ts', '@millrace/core'],
  ['bench/run.ts', './plans/insert.ts'],
]

const forbidden: readonly (readonly [file: string, specifier: string, message: RegExp])[] = [
  [`${core}/contract/stream.ts`, '../kit/abortable.ts', /contract may not import kit/],
  [`${core}/contract/errors/millrace-error.ts`, '../../kit/abortable.ts', /contract may not import kit/],
  [`${core}/contract/stream.ts`, '../index.ts', /contract may not import index\.ts/],
  [`${core}/contract/stream.ts`, 'pino', /not even 'pino'/],
  [`${core}/contract/stream.ts`, 'node:crypto', /not even 'node:crypto'/],
  [`${core}/kit/parse-options.ts`, '../tables/flatten.ts', /kit may not import tables/],
  [`${core}/tables/flatten.ts`, '../run/run-pipeline.ts', /tables may not import run/],
  [`${core}/memory/merge.ts`, '../tables/flatten.ts', /memory may not import tables/],
  [`${core}/memory/merge.ts`, '../run/run-pipeline.ts', /memory may not import run/],
  [`${core}/run/run-pipeline.ts`, '../memory/merge.ts', /run may not import memory/],
  [`${core}/plugin.ts`, './run/run-pipeline.ts', /plugin\.ts may not import run/],
  [`${core}/plugin.ts`, './memory/merge.ts', /plugin\.ts may not import memory/],
  [`${core}/index.ts`, './plugin.ts', /index\.ts may not import plugin\.ts/],
  [`${core}/newcomer/file.ts`, '../contract/stream.ts', /'newcomer' has no place/],
  [`${core}/index.ts`, './newcomer/file.ts', /index\.ts may not import newcomer/],
  [`${core}/kit/parse-options.ts`, '../../package.json', /outside of packages\/core\/src/],
  [`${core}/kit/parse-options.ts`, '../../../testkit/src/suite.ts', /outside the package/],
  [`${core}/run/run-pipeline.ts`, '@millrace/testkit', /packages\/core may not import/],
  [`${core}/kit/parse-options.ts`, '@millrace/core/plugin', /packages\/core may not import/],
  ['packages/testkit/src/suite.ts', '@millrace/core/src/run/run-pipeline.ts', /packages\/testkit may not import/],
  ['packages/testkit/src/suite.test.ts', '../../core/src/index.ts', /outside the package/],
  ['packages/destination-duckdb/src/merge.ts', '@millrace/core', /it may import: @millrace\/core\/plugin/],
  ['packages/connector-clockify/src/client.ts', '@millrace/testkit', /packages\/connector-clockify may not import/],
  ['packages/clockify-stand-in/src/world/world.ts', '@millrace/core/plugin', /it may import: no other package/],
  ['packages/manager/src/schedule.ts', '@millrace/server', /packages\/manager may not import/],
  ['examples/demo.ts', '../packages/core/src/index.ts', /by its path/],
]

describe('allowed', () => {
  test.each(allowed)('%s imports %s', (file, specifier) => {
    expect(findForbiddenImport(file, specifier)).toBeUndefined()
  })
})

describe('forbidden', () => {
  test.each(forbidden)('%s imports %s', (file, specifier, message) => {
    expect(findForbiddenImport(file, specifier)).toMatch(message)
  })
})
