/*
 * Numbers that both sides of the boundary must agree on: results of a call, tags of values in a frame, kinds of type
 * nodes, kinds of operations. The TypeScript tables are generated from these lists.
 *
 * A frame is one value (or the arguments of one call) as a run of 8-byte slots and one blob of text. A slot is a
 * double, or two 32-bit words (word, extra). A typed value has no tag and no keys: both sides walk the same type
 * node. A value of type ANY, and everything in a result frame marked `tagged`, carries its tag.
 *
 *   typed                                        tagged: the slot (tag, extra), then
 *   NONE     slot (0, 0)                          -
 *   BOOL     slot (0 or 1, 0)                     -
 *   INT      slot double                          INT: slot double; BIGINT: slot int64; HUGE: extra units of hex text
 *   FLOAT    slot double                          slot double
 *   STR      slot (0, units)                      extra = units
 *   BYTES    slot (0, bytes), bytes padded        extra = bytes, bytes padded to a slot
 *   LIST ... slot (0, count), items               extra = count, items
 *   DICT     slot (0, count), {key, value}        extra = count, {key, value}
 *   TYPED_DICT, DATACLASS   {(0 or 1, 0) before each optional field}, values by position
 *   OPTIONAL slot (0 or 1, 0), item when 1
 *   OBJECT   slot double (address), from Python also slot (number of its class, whether it is callable)
 *   BIGINT, INTEGER, UNION, LITERAL, ENUM_..., CONVERTED   as tagged
 *
 *   tagged only
 *   CONVERTED  extra = number of the conversion, then the plainer value, tagged
 *   BUFFER     from Python: slot (readonly | with object << 1 | dimensions << 2, 0), doubles: address of the first item
 *              (0: not to be looked at), bytes of an item; what an item is as STR; per dimension two doubles: length,
 *              stride in bytes; with object, that as OBJECT; then what holds the memory, as OBJECT. Without object the
 *              memory is one run of numbers.
 *   REFERENCE  from Python: extra = id of a JavaScript value
 *   FUNCTION   to Python: extra = id of a JavaScript function
 *   MEMORY     to Python: extra = id of JavaScript memory; slot (format letter, readonly), doubles: address, bytes
 *
 * To Python, where a value may be something else than its type says: BOOL, INT and FLOAT are as tagged; TYPED_DICT and
 * DATACLASS begin with a slot; any typed value that begins with a slot may be (OBJECT, 0) and an address instead; a
 * LIST may be (FLOAT or INT, count) and packed doubles.
 *
 * A key of a DICT that goes to TypeScript is a slot (0, units) when it is new and (index + 1, 0) when it stood in this
 * frame before; one that goes to Python is always (0, units). Text lies in the order of its slots; `units` are UTF-16
 * code units.
 */
#ifndef PYWELD_FRAME_H
#define PYWELD_FRAME_H

/* What a call came to, and where the result lies in the page. X(name, number) */
#define PW_STATUS(X) \
  X(ERROR, 0)   /* page.error says which; page.values[0] is the exception, if any */ \
  X(NONE, 1) \
  X(FALSE, 2) \
  X(TRUE, 3) \
  X(FLOAT, 4)   /* page.values[0] */ \
  X(INT, 5)     /* page.values[0] */ \
  X(ASCII, 6)   /* page.text, page.text_bytes */ \
  X(OBJECT, 7)  /* page.values: address, number of its class, whether it is callable */ \
  X(FRAME, 8)   /* page.body, page.text */ \
  X(PROMISE, 9) /* of a JavaScript function: pw_settle tells what becomes of page.ticket. Within the helper: to be awaited */

/* Why a call failed. X(name, number) */
#define PW_ERROR(X) \
  X(NOTHING, 0) \
  X(EXCEPTION, 1)   /* Python raised: page.text holds the type's name and the message */ \
  X(CONVERSION, 2)  /* a value cannot cross: page.text says which and where */ \
  X(USAGE, 3)       /* the helper was asked for something that makes no sense */ \
  X(MEMORY, 4) \
  X(SETUP, 5)       /* libpython cannot be loaded or started */

/* Tags of self-describing values. X(name, number) */
#define PW_TAG(X) \
  X(NONE, 1) \
  X(FALSE, 2) \
  X(TRUE, 3) \
  X(FLOAT, 4) \
  X(INT, 5) \
  X(BIGINT, 6) \
  X(HUGE, 7) \
  X(STR, 8) \
  X(BYTES, 9) \
  X(LIST, 10) \
  X(TUPLE, 11) \
  X(SET, 12) \
  X(FROZENSET, 13) \
  X(DICT, 14) \
  X(MAP, 15) \
  X(OBJECT, 16) \
  X(TYPED, 17)  /* extra = index of a type node, then a typed value; to Python only */ \
  X(CONVERTED, 18) \
  X(BUFFER, 19) \
  X(REFERENCE, 20) \
  X(FUNCTION, 21) \
  X(MEMORY, 22)

/* Kinds of type nodes. X(name, number) */
#define PW_KIND(X) \
  X(NONE, 1) \
  X(BOOL, 2) \
  X(INT, 3) \
  X(BIGINT, 4) \
  X(INTEGER, 5) \
  X(FLOAT, 6) \
  X(STR, 7) \
  X(BYTES, 8) \
  X(ANY, 9) \
  X(OBJECT, 10) \
  X(LIST, 11) \
  X(SEQUENCE, 12) \
  X(SET, 13) \
  X(FROZENSET, 14) \
  X(OPTIONAL, 15) \
  X(TUPLE, 16) \
  X(DICT, 17) \
  X(MAP, 18) \
  X(UNION, 19) \
  X(LITERAL, 20) \
  X(ENUM_VALUE, 21) \
  X(ENUM_NAME, 22) \
  X(TYPED_DICT, 23) \
  X(DATACLASS, 24) \
  X(NAMED_TUPLE, 25) \
  X(CONVERTED, 26)

/* What an operation does with its arguments. X(name, number) */
#define PW_OPERATION(X) \
  X(DEFINE, 0)   /* makes an operation out of a description */ \
  X(CALL, 1)     /* calls a fixed object */ \
  X(APPLY, 2)    /* calls its first argument with the others */ \
  X(METHOD, 3)   /* calls a method of its first argument */ \
  X(GET, 4)      /* reads an attribute of its first argument */ \
  X(SET, 5)      /* writes its second argument to an attribute of the first */

/* What became of a call with a limit of time, or one that was cancelled. X(name, number) */
#define PW_FATE(X) \
  X(NONE, 0)       /* nothing: it ended by itself */ \
  X(NEVER_RAN, 1)  /* it was taken out of the queue */ \
  X(CANCELLED, 2)  /* it was told to end, and has ended, in whatever way */ \
  X(ABANDONED, 3)  /* it was told to end, has not ended, and its thread was given up */

#define X(name, number) PW_STATUS_##name = number,
enum { PW_STATUS(X) };
#undef X
#define X(name, number) PW_ERROR_##name = number,
enum { PW_ERROR(X) };
#undef X
#define X(name, number) PW_TAG_##name = number,
enum { PW_TAG(X) };
#undef X
#define X(name, number) PW_KIND_##name = number,
enum { PW_KIND(X) };
#undef X
#define X(name, number) PW_OPERATION_##name = number,
enum { PW_OPERATION(X) };
#undef X
#define X(name, number) PW_FATE_##name = number,
enum { PW_FATE(X) };
#undef X

/* How the blob of a frame is encoded. */
enum { PW_TEXT_ASCII = 0, PW_TEXT_UTF8 = 1, PW_TEXT_UTF16 = 2 };

#endif
