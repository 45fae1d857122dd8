#!/bin/sh
# Install Chromium for the page's tests, where that can be done without asking.
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the page's tests ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null && exit 0
fi
if [ -n "$CI" ]; then
    echo "Chromium is missing and could not be installed." >&2
    exit 1
fi
echo "Chromium is missing: the page's tests will be skipped. Install the packages chromium and chromium-driver."
