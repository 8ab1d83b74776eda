/**
 * Answers `GET /v1/models` and its kin from the snapshot: no provider is asked, so a list is never slow, and never a
 * redirect that would carry the client's credential elsewhere (field.md A3).
 */
import type { Access } from '../access/grants.ts';
import type { Provider } from '../config/snapshot.ts';
import { isRefusal, type Refusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import { jsonAnswer } from '../relay/answer.ts';
import type { Running } from '../running.ts';
import type { RawResponse } from '../wire/raw.ts';
import { describe } from './describe.ts';
import { byId, offerOf, offersTo, type Audience } from './offers.ts';
import type { ListShape } from './shape.ts';

/** What is asked, and by whom. */
export interface ModelsQuestion {
  readonly shape: ListShape;
  /** The one model that is asked about; null for all. */
  readonly name: string | null;
  readonly query: string;
  readonly identity: Identity;
  readonly access: Access;
  /** The one provider that is asked for. */
  readonly pinned: Provider | null;
}

/** Lists the models that the caller may use, or tells of one. */
export async function answerModels(
  { snapshot, modelInfo, logger, since }: Running,
  { shape, name, query, identity, access, pinned }: ModelsQuestion,
): Promise<RawResponse | Refusal> {
  const audience: Audience = { snapshot, access, pinned, formats: shape.formats };
  if (name !== null) {
    const offer = offerOf(name, identity, audience);
    if (isRefusal(offer)) return offer;
    return jsonAnswer(200, shape.one(await describe(offer, modelInfo, logger), since));
  }
  const offers = offersTo(audience);
  const models = await Promise.all(
    (shape.uniqueIds ? byId(offers) : offers).map((offer) => describe(offer, modelInfo, logger)),
  );
  const list = shape.list(models, new URLSearchParams(query), since);
  return isRefusal(list) ? list : jsonAnswer(200, list);
}
