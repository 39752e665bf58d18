import { settingsSubject } from '../settings-subject.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Would have its key stored and shown like any other setting. */
export const unmarkedSecret: SourceMutant = {
  group: 'settings',
  test: 'secrets are marked as such',
  because: /'apiKey' is not marked/,
  toggles: { settings: true },
  create: () => settingsSubject({ isMarked: false }),
}
