import { defineConnector, defineSource, memoryDestination, runPipeline, SourceError } from '@millrace/core/plugin'
