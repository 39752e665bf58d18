import { packageBuild, type BuildConfig } from '../../tsup.base.ts'

const config: BuildConfig = packageBuild(['src/index.ts', 'src/client.ts'])

export default config
