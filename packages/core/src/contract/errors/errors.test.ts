import { readdirSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { CommitConflictError } from './commit-conflict-error.ts'
import { DefinitionChangedError } from './definition-changed-error.ts'
import { DeletionGuardError } from './deletion-guard-error.ts'
import { DestinationBusyError } from './destination-busy-error.ts'
import { DestinationError } from './destination-error.ts'
import { InvalidOptionsError } from './invalid-options-error.ts'
import { InvalidPartError } from './invalid-part-error.ts'
import { LeaseLostError } from './lease-lost-error.ts'
import { MillraceError } from './millrace-error.ts'
import { PipelineBusyError } from './pipeline-busy-error.ts'
import { RejectLimitError } from './reject-limit-error.ts'
import { SavepointLostError } from './savepoint-lost-error.ts'
import { SavepointRefusedError } from './savepoint-refused-error.ts'
import { SchemaFrozenError } from './schema-frozen-error.ts'
import { SourceError } from './source-error.ts'
import { StallError } from './stall-error.ts'
import { TableOwnedError } from './table-owned-error.ts'
import { UnbalancedLedgerError } from './unbalanced-ledger-error.ts'
import { UnsupportedContractError } from './unsupported-contract-error.ts'

const messageErrors = [
  CommitConflictError,
  DefinitionChangedError,
  DeletionGuardError,
  DestinationBusyError,
  InvalidPartError,
  LeaseLostError,
  PipelineBusyError,
  RejectLimitError,
  SavepointLostError,
  SavepointRefusedError,
  SchemaFrozenError,
  StallError,
  TableOwnedError,
  UnbalancedLedgerError,
  UnsupportedContractError,
]

interface Kind {
  readonly name: string
  isInstance(this: void, value: unknown): boolean
}

/** One error of every kind, with its class. */
const samples: readonly (readonly [kind: Kind, error: MillraceError])[] = [
  ...messageErrors.map((Kind) => [Kind, new Kind('what happened')] as const),
  [InvalidOptionsError, new InvalidOptionsError([{ path: 'name', message: 'must be a text' }])],
  [SourceError, new SourceError({ message: 'what happened' })],
  [DestinationError, new DestinationError({ message: 'what happened' })],
]

describe('the errors', () => {
  it('are all here', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /^(?!millrace-).*-error\.ts$/.test(file))
    expect(samples.map(([kind]) => `${toKebab(kind.name)}.ts`).sort()).toEqual(files.sort())
  })

  it('have codes that are told apart, in lower case', () => {
    const codes = samples.map(([, error]) => error.code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
  })

  it.each(samples)('%o knows its own and no other', (kind, error) => {
    expect(error.name).toBe(kind.name)
    expect(error).toBeInstanceOf(Error)
    expect(MillraceError.isInstance(error)).toBe(true)
    expect(samples.filter(([other]) => other.isInstance(error)).map(([other]) => other.name)).toEqual([kind.name])
  })

  it('may go through later only where nothing needs to be changed', () => {
    const retryable = samples.filter(([, error]) => error.isRetryable).map(([kind]) => kind.name)
    expect(retryable.sort()).toEqual(['DestinationBusyError', 'PipelineBusyError', 'StallError'])
  })

  it.each(messageErrors)('%o keeps its cause', (Kind) => {
    const cause = new Error('below')
    expect(new Kind('above', { cause }).cause).toBe(cause)
    expect('cause' in new Kind('above')).toBe(false)
  })
})

describe('isInstance', () => {
  it('knows errors of another copy of the package', async () => {
    vi.resetModules()
    const copy = await import('./stall-error.ts')
    const sources = await import('./source-error.ts')
    expect(copy.StallError).not.toBe(StallError)
    const error = new copy.StallError('no answer')
    expect(error).not.toBeInstanceOf(StallError)
    expect(error).not.toBeInstanceOf(MillraceError)
    expect(StallError.isInstance(error)).toBe(true)
    expect(MillraceError.isInstance(error)).toBe(true)
    expect(PipelineBusyError.isInstance(error)).toBe(false)
    expect(copy.StallError.isInstance(new StallError('no answer'))).toBe(true)
    expect(SourceError.isInstance(new sources.SourceError({ code: 'shop_down', message: 'down' }))).toBe(true)
  })

  it('takes nothing else for one of ours', () => {
    const foreign = Object.assign(new Error('busy'), { code: 'pipeline_busy' })
    const plain = { isMillraceError: true, code: 'pipeline_busy', message: 'busy' }
    for (const value of [foreign, plain, 'pipeline_busy', null, undefined]) {
      expect(PipelineBusyError.isInstance(value)).toBe(false)
      expect(MillraceError.isInstance(value)).toBe(false)
    }
  })
})

describe('SourceError and DestinationError', () => {
  it('are known whatever code their authors give', () => {
    const error = new SourceError({ code: 'shop_wrong_key', message: 'wrong key', isRetryable: true })
    expect(error).toMatchObject({ code: 'shop_wrong_key', isRetryable: true })
    expect(SourceError.isInstance(error)).toBe(true)
    expect(DestinationError.isInstance(error)).toBe(false)
  })
})

describe('InvalidOptionsError', () => {
  it('says every problem with its place', () => {
    const problems = [
      { path: 'name', message: 'must be a text' },
      { path: '', message: 'no options' },
    ]
    const error = new InvalidOptionsError(problems)
    expect(error.problems).toEqual(problems)
    expect(error.message).toBe('2 invalid options:\n- name: must be a text\n- no options')
    expect(new InvalidOptionsError(problems.slice(0, 1)).message).toBe('invalid option name: must be a text')
  })
})

function toKebab(name: string): string {
  return name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
}
