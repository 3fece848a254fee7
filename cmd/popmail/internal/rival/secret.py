# secret.py PROFILE WORD...: prints each word as the library of Mozilla encrypts it for that
# profile, without a password of its own, in base64.
import base64, ctypes, sys
class Item(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("data", ctypes.c_char_p), ("size", ctypes.c_uint)]
class Out(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("data", ctypes.c_void_p), ("size", ctypes.c_uint)]
nss = ctypes.CDLL("libnss3.so")
nss.PK11_GetInternalKeySlot.restype = ctypes.c_void_p
if nss.NSS_InitReadWrite(("sql:" + sys.argv[1]).encode()): sys.exit("no store of keys")
slot = ctypes.c_void_p(nss.PK11_GetInternalKeySlot())
if nss.PK11_NeedUserInit(slot) and nss.PK11_InitPin(slot, None, b""): sys.exit("no key")
for word in sys.argv[2:]:
    key, text, out = Item(0, None, 0), Item(0, word.encode(), len(word.encode())), Out(0, None, 0)
    if nss.PK11SDR_Encrypt(ctypes.byref(key), ctypes.byref(text), ctypes.byref(out), None): sys.exit("not encrypted")
    print(base64.b64encode(ctypes.string_at(out.data, out.size)).decode())
nss.NSS_Shutdown()
