import { standInCommand } from './stand-in-command.ts'

await standInCommand(process.argv.slice(2), (text) => process.stdout.write(text))
