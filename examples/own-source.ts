import { memoryDestination, runPipeline } from '@millrace/core'
import { defineSource, SourceError } from '@millrace/core/plugin'

// An API of two pages, here a function instead of fetch.
const pages = [
  { items: [{ id: 'a', price: { amount: 5 }, tags: ['new'] }], next: 1 },
  { items: [{ id: 'b', price: { amount: 7.5 }, tags: [] }], next: null },
]
async function fetchPage(page: number) {
  const answer = pages[page]
  if (answer === undefined) throw new SourceError({ message: `page ${page} does not exist`, isRetryable: false })
  return answer
}

const shop = defineSource({
  name: 'shop',
  streams: {
    products: {
      primaryKey: 'id',
      async *read({ savepoint, signal }) {
        let page = typeof savepoint === 'number' ? savepoint : 0
        while (true) {
          signal.throwIfAborted()
          const { items, next } = await fetchPage(page)
          yield { records: items }
          if (next === null) return
          page = next
          yield { savepoint: page }
        }
      },
    },
  },
})

const destination = memoryDestination()
const { streams } = await runPipeline({ source: shop, destination })
console.log(`${streams.products.inserted} products`, destination.table('products__tags').length, 'tag')
