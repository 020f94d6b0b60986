import type { Job } from '../../../src-main/contract/jobs'
import type { EngineClient, Host } from '../../../src-renderer/client/Host'
import type { useWorkspaceStore } from '../../../src-renderer/stores/workspace'

/** What is on screen in the middle of a voxel. */
export interface SampledVoxel {
  readonly label: number
  readonly colour: readonly [red: number, green: number, blue: number]
}

/** What the tests' window puts on `window.tools`, for the tests to call. */
export interface TestTools {
  readonly host: Host
  readonly engine: EngineClient
  readonly workspace: ReturnType<typeof useWorkspaceStore>
  /** Starts an import and follows it to its end. */
  importFolder(request: { folder: string; workspace: string }): Promise<Job | null>
  /** How many progress events have come so far. */
  progressEvents(): number
  show(what: { workspace: string; caseId: string }): void
  pane(): {
    /**
     * Pixels in the middle of voxels of a slice (k, 0-based) whose neighbours in the slice have the same label, so that no edge is
     * near.
     */
    sampleSlice(sliceIndex: number): SampledVoxel[]
    goToSlice(sliceIndex: number): void
  } | null
}

declare global {
  interface Window {
    readonly tools: TestTools
    /** States of the engine that a test has seen. */
    readonly seen?: string[]
  }
}
