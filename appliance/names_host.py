"""Another host on the local network, which speaks mDNS through zeroconf, an implementation of other
people's making.
  names_host.py ask NAME [SECONDS]      the addresses of NAME, one a line; exit 1 where nobody answers
  names_host.py browse [SECONDS]        every https service that announces itself: its host and port
"""
import sys
import time

from zeroconf import AddressResolver, IPVersion, ServiceBrowser, Zeroconf

HTTPS = "_https._tcp.local."


def ask(zc, name, seconds):
    resolver = AddressResolver(name + ".")
    if not resolver.request(zc, seconds * 1000):
        return 1
    for address in sorted(resolver.parsed_addresses(IPVersion.V4Only)):
        print(address)
    return 0


def browse(zc, seconds):
    found = set()

    class Heard:
        def add_service(self, zc, kind, name):
            found.add(name)

        update_service = add_service

        def remove_service(self, zc, kind, name):
            found.discard(name)

    ServiceBrowser(zc, HTTPS, Heard())
    time.sleep(seconds)
    for name in sorted(found):
        info = zc.get_service_info(HTTPS, name, 3000)
        if info:
            print(info.server.rstrip("."), info.port)
    return 0


def main(what, *rest):
    zc = Zeroconf(ip_version=IPVersion.V4Only)
    try:
        if what == "ask":
            return ask(zc, rest[0], int(rest[1]) if len(rest) > 1 else 5)
        return browse(zc, int(rest[0]) if rest else 5)
    finally:
        zc.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
