import type { ContractVersion } from '@millrace/core/plugin'
import { syntheticSubject } from '../synthetic-subject.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Was made for a contract that does not exist. */
export const unstampedSource: SourceMutant = {
  group: 'identity',
  test: 'the source carries the contract, a name and a version',
  because: /v0/,
  create: () => {
    const subject = syntheticSubject()
    const contract: string = 'v0'
    return { ...subject, source: { ...subject.source, contract: contract as ContractVersion } }
  },
}
