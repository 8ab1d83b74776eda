/** How the gateway is, as `/aperture/health` tells it. */
import type { ExporterHealthJson, HealthJson, ProviderHealthJson } from '@aperturejs/core';
import { getJson } from './request.ts';

export type { ExporterHealthJson, HealthJson, ProviderHealthJson };

export const readHealth = (signal?: AbortSignal): Promise<HealthJson> =>
  getJson('aperture/health', {}, { signal });
