# SPDX-License-Identifier: MIT
"""OLE files and BIFF records by hand, from MS-CFB and MS-XLS."""
import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams, sector=512, small=True):
    """A compound file of {name: bytes}; small: streams below 4096 bytes lie in
    the small sectors, else they are padded."""
    per = sector // 4
    sectors, fat, entries, mini, minifat = [], [], [], b"", []

    def put(data):
        if not data:
            return END
        first = len(sectors)
        n = -(-len(data) // sector)
        for i in range(n):
            sectors.append(data[i * sector:(i + 1) * sector].ljust(sector, b"\0"))
            fat.append(first + i + 1 if i + 1 < n else END)
        return first

    for name, data in streams.items():
        if len(data) < 4096 and small:
            n = -(-len(data) // 64)
            first = len(minifat) if n else END
            minifat += [first + i + 1 if i + 1 < n else END for i in range(n)]
            mini += data.ljust(n * 64, b"\0")
        else:
            data = data.ljust(4096, b"\0")
            first = put(data)
        entries.append((name, 2, first, len(data)))
    root = put(mini)
    first_minifat = put(struct.pack(f"<{len(minifat)}I", *minifat))
    if first_minifat != END:    # the rest of the table is free
        used = len(minifat) * 4 % sector
        if used:
            sectors[-1] = sectors[-1][:used] + b"\xff" * (sector - used)
    directory = b""
    for name, kind, first, size in [("Root Entry", 5, root, len(mini))] + entries:
        text = (name + "\0").encode("utf-16le")
        directory += (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1,
                      FREE, FREE, FREE) + bytes(36) + struct.pack("<IQ", first, size))
    first_directory = put(directory)
    n = 1
    while n * per < len(fat) + n:
        n += 1
    own = list(range(len(sectors), len(sectors) + n))
    fat += [FAT] * n + [FREE] * (n * per - len(fat) - n)
    table = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [table[i * sector:(i + 1) * sector] for i in range(n)]
    shift = sector.bit_length() - 1
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3e, 3, 0xfffe, shift, 6, 0, n, first_directory, 0, 4096,
        first_minifat, -(-len(minifat) * 4 // sector), END, 0))
    head += struct.pack("<109I", *(own + [FREE] * 109)[:109])
    return head.ljust(sector, b"\0") + b"".join(sectors)


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def text8(s, width="H"):
    """BIFF8: Latin 1 in one byte a character, else UTF-16."""
    try:
        data, wide = s.encode("latin1"), 0
    except UnicodeEncodeError:
        data, wide = s.encode("utf-16le"), 1
    return struct.pack("<" + width + "B", len(data) >> wide, wide) + data


def text5(s, width="H", page="gb18030"):
    data = s.encode(page)
    return struct.pack("<" + width, len(data)) + data


def shared_texts(texts, most=8224):
    """SST, cut into continuations wherever it gets too long: within a text the
    next piece says anew how wide its characters are, and may change it."""
    out, piece, kind = b"", struct.pack("<II", len(texts), len(texts)), 0xfc

    def end():
        nonlocal out, piece, kind
        out += record(kind, piece)
        piece, kind = b"", 0x3c

    for i, s in enumerate(texts):
        runs = b"\1\0\2\0" * (i % 3 == 1)       # changes of font
        aid = b"\0" * 7 if i % 5 == 3 else b""  # a reading aid
        wide = any(ord(c) > 255 for c in s)
        head = struct.pack("<HB", len(s), wide | bool(runs) << 3 | bool(aid) << 2)
        head += struct.pack("<H", 1) if runs else b""
        head += struct.pack("<I", len(aid)) if aid else b""
        if len(piece) + len(head) > most:
            end()
        piece += head
        for c in s:
            unit = c.encode("utf-16le") if wide else c.encode("latin1")
            if len(piece) + len(unit) > most:
                end()
                wide = wide or len(out) % 2 == 1
                piece = bytes([wide])
                unit = c.encode("utf-16le") if wide else c.encode("latin1")
            piece += unit
        for byte in runs + aid:
            if len(piece) == most:
                end()
            piece += bytes([byte])
    end()
    return out


def workbook(sheets, extra=b"", texts=(), formats=(), cells=(0,), biff=8):
    """sheets: (name, hidden, records); formats: (id, code); cells: the format
    of each cell format."""
    version = 0x600 if biff == 8 else 0x500
    text = text8 if biff == 8 else text5
    bof = record(0x809, struct.pack("<HHHH", version, 5, 0, 1997) + bytes(8))
    sheet_bof = record(0x809, struct.pack("<HHHH", version, 0x10, 0, 1997) + bytes(8))
    globals_ = bof + record(0x42, struct.pack("<H", 1200 if biff == 8 else 936)) + extra
    for number, code in formats:
        globals_ += record(0x41e, struct.pack("<H", number) +
                           text(code, "H" if biff == 8 else "B"))
    for number in cells:
        globals_ += record(0xe0, struct.pack("<HH", 0, number) + bytes(16))
    if texts:
        texts = shared_texts(texts)
    names = b""
    offset = len(globals_) + len(texts or b"") + 4
    for name, hidden, body in sheets:
        offset += 4 + 6 + len(text(name, "B"))
    for name, hidden, body in sheets:
        names += record(0x85, struct.pack("<IBB", offset, hidden, 0) + text(name, "B"))
        offset += len(sheet_bof + body) + 4
    out = globals_ + names + (texts or b"") + record(0x0a)
    for name, hidden, body in sheets:
        out += sheet_bof + body + record(0x0a)
    return out
