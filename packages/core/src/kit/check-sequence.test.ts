import { expect, it } from 'vitest'
import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import { checkSequence } from './check-sequence.ts'

it('takes only the commit that follows the last one', () => {
  expect(() => checkSequence({ partition: 'a', previousSequence: 3 }, 3)).not.toThrow()
  expect(() => checkSequence({ partition: 'a', previousSequence: 2 }, 3)).toThrow(
    new CommitConflictError("a commit of partition 'a' follows savepoint 2, but 3 is the latest"),
  )
})
