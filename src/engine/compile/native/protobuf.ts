/** Protocol buffers, writing only (wire format: protobuf.dev/programming-guides/encoding). */

const wire = { varint: 0, bytes: 2, fixed32: 5 } as const;

/** A message being written. Fields are numbered as in the message's definition; a repeated field is written several times. */
export class Message {
  private readonly parts: Uint8Array[] = [];

  /** An integer, enumeration or boolean (0 or 1); negative numbers as int64. */
  integer(field: number, value: number): this {
    return this.varint(field * 8 + wire.varint).varint(value);
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.varint(field * 8 + wire.fixed32).parts.push(bytes);
    return this;
  }

  /** Text (UTF-8), bytes or a message within this one. */
  bytes(field: number, content: string | Uint8Array | Message): this {
    const data = content instanceof Message ? content.encoded() : typeof content === "string" ? Buffer.from(content) : content;
    this.varint(field * 8 + wire.bytes).varint(data.length);
    this.parts.push(data);
    return this;
  }

  /** An entry of a map from text to messages. */
  entry(field: number, key: string, value: Message): this {
    return this.bytes(field, new Message().bytes(1, key).bytes(2, value));
  }

  encoded(): Uint8Array {
    return Buffer.concat(this.parts);
  }

  private varint(value: number): this {
    let left = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    while (left > 127n) {
      bytes.push(Number(left & 127n) | 128);
      left >>= 7n;
    }
    bytes.push(Number(left));
    this.parts.push(Uint8Array.from(bytes));
    return this;
  }
}
