/** Prices records and hands them to whoever wants them, after the call and behind everybody's back. */
import type { FilterableHeader } from '../config/data-settings.ts';
import type { Provider } from '../config/snapshot.ts';
import { pricedAs } from '../models/describe.ts';
import type { CallListener, TraceContext } from '../ports/call-listener.ts';
import type { Decoders } from '../ports/decoders.ts';
import type { Logger } from '../ports/logger.ts';
import type { ModelInfo, ModelInfoSource } from '../ports/model-info.ts';
import { captured, type PassedMessage } from './captured.ts';
import { costOf } from './cost.ts';
import type { HeaderList } from '../wire/header-list.ts';
import { decodedMessage } from './decoded-body.ts';
import { createHeaderValues } from './filterable.ts';
import type { CallCost, CallRecord } from './record.ts';
import type { RecordStore } from '../ports/record-store.ts';

/** A call that is over. */
export interface EndedCall {
  readonly record: CallRecord;
  /** The messages as they passed; null if nothing of them is to be kept. */
  readonly passed: { readonly request: PassedMessage; readonly response: PassedMessage | null } | null;
  /** Whose prices count; null if no provider was found. */
  readonly provider: Provider | null;
  /** How the vendor says that it processed the call; null if it says nothing. */
  readonly serviceTier: string | null;
  readonly trace: TraceContext;
  /** The headers of the request as they went to the provider, if they did, and as the client sent them. */
  readonly hops: readonly HeaderList[];
  /** Which of them the record keeps. */
  readonly filterable: readonly FilterableHeader[];
}

/** Takes calls that are over. */
export interface Keeper {
  /** Returns at once and never throws. */
  keep(call: EndedCall): void;
  /** Resolves when everything that was taken is with the store. */
  settled(): Promise<void>;
}

/** What a keeper needs. */
export interface KeeperPorts {
  /** Null if records are not kept, and only listened to. */
  readonly store: RecordStore | null;
  readonly listeners: readonly CallListener[];
  readonly modelInfo: ModelInfoSource;
  /** Undo the compression of request bodies that are kept. */
  readonly decoders: Decoders;
  readonly logger: Logger;
  /** Lower-case names of the headers that identity sources read, as the config in force has it. */
  readonly reserved: () => ReadonlySet<string>;
}

/** Bodies that are decoded at a time, each of a bounded size; of calls that end meanwhile they are not kept. */
const MAX_DECODING = 32;

/** Makes a keeper. */
export function createKeeper(ports: KeeperPorts): Keeper {
  const { store, listeners, modelInfo, decoders, logger, reserved } = ports;
  const pending = new Set<Promise<void>>();
  const values = createHeaderValues();
  let decoding = 0;
  const awaited = (work: Promise<void>): void => {
    const kept = work.finally(() => pending.delete(kept));
    pending.add(kept);
  };

  const add = (record: CallRecord, { passed, trace }: EndedCall): void => {
    for (const listener of listeners) {
      try {
        listener.ended(record, trace);
      } catch (error) {
        logger.log('error', 'somebody who listens to calls failed', { error: nameOf(error) });
      }
    }
    if (!store) return;
    if (!passed?.request.encoded) return put(record, passed);
    const { request, response } = passed;
    if (decoding >= MAX_DECODING) {
      return put(record, { request: { headers: request.headers, body: null, cut: 'unreadable' }, response });
    }
    awaited(putDecoded(record, request, response));
  };
  const putDecoded = async (
    record: CallRecord,
    request: PassedMessage,
    response: PassedMessage | null,
  ): Promise<void> => {
    decoding += 1;
    const decoded = await decodedMessage(request, decoders);
    decoding -= 1;
    put(record, { request: decoded, response });
  };
  const put = (record: CallRecord, passed: EndedCall['passed']): void => {
    try {
      const names = reserved();
      const capture = passed && {
        request: captured(passed.request, names),
        response: passed.response && captured(passed.response, names),
      };
      store?.add({ record, capture });
    } catch (error) {
      // A store of somebody else's making; the call has long been answered.
      logger.log('error', 'a record was not kept', { error: nameOf(error) });
    }
  };
  const withHeaders = (call: EndedCall): EndedCall => {
    const { record, filterable, hops } = call;
    const headers = filterable.length === 0 ? null : values.kept(filterable, hops, reserved());
    return headers ? { ...call, record: { ...record, headers } } : call;
  };
  const priced = ({ record, provider, serviceTier }: EndedCall, info: ModelInfo | null): CallRecord => {
    const { usage, model } = record;
    if (!info || !usage || !provider || model === null) return record;
    const { adjustment } = pricedAs(provider.cost, model);
    const nanoDollars = costOf(usage, info, serviceTier, adjustment);
    if (nanoDollars === null) return record;
    const basis = info.pricedAs ?? `${provider.id}/${model}`;
    const cost: CallCost = { nanoDollars, basis, source: modelInfo.priceList ?? 'unknown' };
    return { ...record, cost };
  };

  return {
    keep(ended) {
      const call = withHeaders(ended);
      try {
        const info = infoFor(call, modelInfo);
        if (!(info instanceof Promise)) return add(priced(call, info), call);
        // The price list is loaded with the first call; a record without a cost is better than none.
        awaited(
          info.then(
            (found) => add(priced(call, found), call),
            () => add(call.record, call),
          ),
        );
      } catch (error) {
        logger.log('error', 'a call could not be priced', { error: nameOf(error) });
        add(call.record, call);
      }
    },
    async settled() {
      // A call that was priced may have yet to be decoded.
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

/** What the price of the call is computed from; null where there is nothing to price, or no table to price it by. */
function infoFor(
  { record: { usage, model }, provider }: EndedCall,
  modelInfo: ModelInfoSource,
): ModelInfo | null | Promise<ModelInfo | null> {
  if (!usage || !provider || model === null || provider.cost.bases.length === 0) return null;
  const { cost, baseurl } = provider;
  const explicit = cost.source === 'explicit';
  return modelInfo.describe({ model: pricedAs(cost, model).as, bases: cost.bases, explicit, baseurl });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
