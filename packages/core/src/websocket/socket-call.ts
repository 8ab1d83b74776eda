/** What the gateway and a face tell each other about one WebSocket of a client. */
import type { Deadlines, Transport } from '../ports/transport.ts';
import type { HeaderList } from '../wire/header-list.ts';

/** Where a WebSocket goes: a URL of one provider, with the credential that belongs to it. */
export interface SocketTarget {
  /** The provider's id. */
  readonly provider: string;
  /** The provider's origin, as the config has it: `https://…`, of which the transport makes `wss://…`. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /**
   * The headers with the credential, for which a token may have to be minted first; without `host` and those of the
   * handshake itself. Rejects with a GatewayError if the credential cannot be had.
   */
  authorize(): Promise<HeaderList>;
  /** The subprotocols that the client offers. */
  readonly protocols: readonly string[];
  /** `connect` counts until the provider has accepted. */
  readonly deadlines: Deadlines;
  /** To be called if the provider did not take the credential. */
  rejected(): void;
  /** The credential is the client's own. */
  readonly isClientsOwn: boolean;
  /** Equal for two targets that one connection serves. Holds the credential: never to be written anywhere. */
  readonly key: string;
  /** What is cut off the model that the client named; empty for nothing. */
  readonly prefix: string;
  /** A text of the provider's, with the model named as the client did. */
  asNamed(message: Uint8Array): Uint8Array;
}

/** An answer other than 101 that a provider gave to a handshake. */
export interface UpgradeRefusal {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  /** All of it, or as much as was taken. */
  readonly body: Uint8Array;
}

/** Hears what follows a create. Once the turn is over it hears no more. None of it throws or waits. */
export interface MessageTap {
  /** A text message of the provider. */
  message(message: Uint8Array): void;
  /** That was the last one of the turn. */
  ended(): void;
  /** The provider did not accept the socket, or left before the turn was over. */
  broken(error: Error): void;
  /** The client went away, or asked for something else. */
  left(): void;
}

/** Hears a conversation without turns, once the provider has accepted. None of it throws or waits. */
export interface ConversationTap {
  /** A text message of the provider. */
  heard(message: Uint8Array): void;
  /** A message of the client, text or binary. */
  sent(message: Uint8Array): void;
  /** The provider left. */
  broken(error: Error): void;
  /** The client went away. */
  left(): void;
}

/** What becomes of a client's message. */
export type Verdict =
  /** It goes on as it came. */
  | { readonly kind: 'pass' }
  /** It asks for a response: it may go to this target and no other, in these bytes. */
  | {
      readonly kind: 'create';
      readonly target: SocketTarget;
      readonly message: Uint8Array;
      readonly tap: MessageTap | null;
    }
  | RefusedMessage;

/** A message that goes nowhere. */
export interface RefusedMessage {
  readonly kind: 'refuse';
  /** What the client is told: a message of the vendor's shape. */
  readonly event: string;
  /** The code to close the socket with after it; null to leave it open. */
  readonly close: number | null;
}

/** A WebSocket that the client may have. */
export interface SocketCall {
  readonly transport: Transport;
  /**
   * Where it goes, if something of the handshake decides that: then the provider is asked first, and its answer is the
   * client's. Null if the first message that asks for a response decides.
   */
  readonly target: SocketTarget | null;
  /** The longest message that is taken from the client, in bytes; a longer one ends the socket with 1009. */
  readonly maxMessageBytes: number;
  /** Requests and their answers follow each other on it, so that it can be ended in between. */
  readonly hasTurns: boolean;
  /** Follows the conversation, for a socket without turns; null if nobody does. To be called when it begins. */
  converse(): ConversationTap | null;
  /** Judges a message of the client, text or binary, before it goes anywhere. At once, if it can. */
  judge(message: Uint8Array): Verdict | Promise<Verdict>;
  /** The headers for the client of a provider's 101. */
  acceptedHeaders(target: SocketTarget, headers: HeaderList): HeaderList;
  /** The answer to the client whose socket the provider did not accept. */
  refuseUpgrade(target: SocketTarget, failure: UpgradeRefusal | Error): Response;
  /** The same after the client's socket was accepted. */
  refuseCreate(target: SocketTarget, failure: UpgradeRefusal | Error): RefusedMessage;
  /** What the client is told where a create goes elsewhere than the connection that there is. */
  refuseMove(target: SocketTarget): RefusedMessage;
  /** What the client is told that sends something else before there is a connection to a provider. */
  refuseTooSoon(): RefusedMessage;
  /** A message was too long for a WebSocket: the client is sent to HTTP when it connects again. */
  tooLong(): void;
}
