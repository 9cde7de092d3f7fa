#!/usr/bin/env python3
"""Checks a receipt without the program that gave it: receipt.py RECEIPT.json KEY [DOCUMENT]; KEY is name+id+key."""
import base64, hashlib, hmac, json, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519 (RFC 8032)
D = -121665 * pow(121666, P - 2, P) % P

def add(a, b):
    t = D * a[0] * b[0] * a[1] * b[1] % P
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + t, P - 2, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, P - 2, P) % P)

def times(n, point):
    result = (0, 1)
    while n:
        result, point, n = add(result, point) if n & 1 else result, add(point, point), n >> 1
    return result

def point(octets):
    y = int.from_bytes(octets, "little") & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square: raise ValueError("no point")
    return (P - x if x & 1 != octets[31] >> 7 else x, y)

def signed(key, text, signature):
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    return len(signature) == 64 and s < L and times(s, base) == add(point(signature[:32]), times(h, point(key)))

def read(text): return base64.b64decode(text, validate=True)
def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def need(fact, why): fact or sys.exit("the receipt proves nothing: " + why)

def root(leaf, index, size, path):  # RFC 9162, 2.1.3.2
    last, hash_ = size - 1, leaf
    for neighbour in map(read, path):
        hash_ = sha(b"\1", neighbour, hash_) if index & 1 or index == last else sha(b"\1", hash_, neighbour)
        while index and not index & 1 and index == last: index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return hash_ if last == 0 else None

receipt = json.load(open(sys.argv[1], encoding="utf-8"))
receipt = receipt.get("receipt", receipt)
log, key = sys.argv[2].split("+")[0], read(sys.argv[2].split("+", 2)[2])[1:]
leaf = sha(b"\0", receipt["statement"].encode())
need(leaf == read(receipt["hash"]), "its hash")
need(0 <= receipt["index"] < receipt["size"] and root(leaf, receipt["index"], receipt["size"], receipt["path"]) == read(receipt["batch_root"]), "its path")
head = f"cocket-batch-v1\n{log}\n{receipt['batch']}\n{receipt['size']}\n{receipt['batch_root']}\n"
need(signed(key, head.encode(), read(receipt["signature"])), "its signature")
if len(sys.argv) > 3:
    commitment = hmac.digest(read(receipt["opening"]), open(sys.argv[3], "rb").read(), "sha256")
    need(f"\ndocument {base64.b64encode(commitment).decode()}\n" in receipt["statement"], "another document")
if "place" in receipt:
    place = receipt["place"]
    text, _, lines = place["checkpoint"].rpartition("\n\n")
    name, size, top = (text + "\n").split("\n")[:3]
    marks = [read(line.split(" ")[2]) for line in lines.splitlines() if line.startswith(f"— {log} ")]
    need(name == log and any(signed(key, (text + "\n").encode(), mark[4:]) for mark in marks), "its checkpoint")
    of = f"cocket-leaf-v1\nbatch {receipt['batch']}\nsize {receipt['size']}\nroot {receipt['batch_root']}\n"
    need(place["text"].startswith(of), "its leaf")
    need(0 <= place["leaf"] == receipt["leaf"] < int(size) and root(sha(b"\0", place["text"].encode()), place["leaf"], int(size), place["path"]) == read(top), "its place")
    print(f"leaf {place['leaf']} of {size}")
print(receipt["statement"], end="")
