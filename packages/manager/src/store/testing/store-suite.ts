import { onTestFinished } from 'vitest'
import { changesGroup } from './changes-group.ts'
import { concurrencyGroup } from './concurrency-group.ts'
import { listsGroup } from './lists-group.ts'
import type { OpenStore } from './store-under-test.ts'
import { valuesGroup } from './values-group.ts'

/** Tests for every rule of the interface of stores. `open` makes a new one each time; what it opens is disposed of. */
export function storeSuite(open: OpenStore): void {
  const openInTest: OpenStore = async () => {
    const { store, another } = await open()
    onTestFinished(() => store[Symbol.asyncDispose]())
    return {
      store,
      async another() {
        const other = await another()
        onTestFinished(() => other[Symbol.asyncDispose]())
        return other
      },
    }
  }
  changesGroup(openInTest)
  valuesGroup(openInTest)
  listsGroup(openInTest)
  concurrencyGroup(openInTest)
}
