// Runs the benchmarks that are named, or all: `pnpm bench`, `pnpm bench flatten`.
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  flatten: () => import('./flatten.ts'),
  duckdb: () => import('./duckdb.ts'),
  postgres: () => import('./postgres.ts'),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(benchmarks, name))
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}`)
  process.exit(1)
}
for (const name of wanted.length > 0 ? wanted : Object.keys(benchmarks)) {
  console.log(`== ${name}`)
  await benchmarks[name]?.()
}
