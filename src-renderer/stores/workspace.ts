import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EngineClient } from '../client/Host'

type Listing = Awaited<ReturnType<EngineClient['studies']['list']>>
type Opened = Awaited<ReturnType<EngineClient['workspaces']['open']>>

/** Mirrors the open workspace: its data sets and cases. */
export const useWorkspaceStore = defineStore('workspace', () => {
  const opened = shallowRef<Opened | null>(null)
  const listing = shallowRef<Listing | null>(null)

  async function open(engine: EngineClient, request: { path: string; create?: boolean }): Promise<void> {
    opened.value = await engine.workspaces.open(request)
    await refresh(engine)
  }

  /** Asks again for the cases, after an import for example. */
  async function refresh(engine: EngineClient): Promise<void> {
    if (opened.value !== null) listing.value = await engine.studies.list({ workspace: opened.value.path })
  }

  return { opened, listing, open, refresh }
})
