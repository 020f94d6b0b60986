import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { onTestFinished } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { createVuetify } from 'vuetify'
import * as components from 'vuetify/components'
import { createEngine } from '../../../src-main/engine/createEngine'
import { ENGINE } from '../../../src-renderer/client/injection'
import type { EngineClient } from '../../../src-renderer/client/Host'
import { useJobsStore } from '../../../src-renderer/stores/jobs'
import { useWorkspaceStore } from '../../../src-renderer/stores/workspace'

export interface MountedPage {
  readonly page: VueWrapper
  readonly engine: EngineClient
  readonly router: Router
}

/** The real engine in this process, and a workspace whose cases have been imported from `folder`. */
export async function importedWorkspace({
  folder,
  workspace,
}: {
  folder: string
  workspace: string
}): Promise<EngineClient> {
  const engine = createEngine()
  onTestFinished(() => engine.close())
  const { client } = engine
  const { jobId } = await client.studies.import({ folder, workspace })
  for await (const event of await client.jobs.watch({ jobId })) {
    if (event.type === 'stateChanged' && event.state === 'failed') throw new Error(event.error?.message)
  }
  return client
}

/** A page in a window without a screen, with the real engine behind it and a workspace open. */
export async function mountPage(
  component: Component,
  {
    engine,
    workspace,
    path,
    stubs = {},
  }: {
    engine: EngineClient
    workspace: string | null
    path: string
    /** What cannot be drawn without a screen. */
    stubs?: Record<string, Component>
  },
): Promise<MountedPage> {
  const names = ['studies', 'viewer', 'plan', 'propagate', 'review']
  const router = createRouter({
    history: createMemoryHistory(),
    routes: names.map((name) => ({ path: `/${name}`, name, component: { template: '<i />' } })),
  })
  await router.push(path)
  const pinia = createPinia()
  setActivePinia(pinia)
  const following = new AbortController()
  onTestFinished(() => following.abort())
  // The stream ends with an error when it is cut off, which is what the end of a test does.
  useJobsStore()
    .follow(engine, following.signal)
    .catch(() => undefined)
  const store = useWorkspaceStore()
  if (workspace !== null) {
    const listing = await engine.studies.list({ workspace })
    store.listing = listing
    store.opened = { path: workspace, name: 'test', caseCount: listing.cases.length, isReadOnly: false, reason: null }
  }
  const page = mount(component, {
    attachTo: document.body,
    global: {
      plugins: [pinia, router, createVuetify({ components })],
      provide: { [ENGINE as symbol]: engine },
      stubs,
    },
  })
  onTestFinished(() => page.unmount())
  return { page, engine, router }
}

/** Waits until `find` gives something; fails with the page's text after two seconds. */
export async function until<Found>(page: VueWrapper, find: () => Found | null | undefined | false): Promise<Found> {
  const endMs = performance.now() + 2000
  for (;;) {
    const found = find()
    if (found !== null && found !== undefined && found !== false) return found
    if (performance.now() > endMs) throw new Error(`It never came. The page says: ${page.text()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
