// SPDX-License-Identifier: MIT
//
// Digests by OpenSSL: see digest.hpp.
#include "engine/module/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace pico::engine {

namespace {

struct Algorithm {
  std::string_view name;
  const char* openssl_name;
};

constexpr Algorithm kAlgorithms[] = {
    {"RSA-MD5", "MD5"},
    {"RSA-RIPEMD160", "RIPEMD160"},
    {"RSA-SHA1", "SHA1"},
    {"RSA-SHA1-2", "SHA1"},
    {"RSA-SHA224", "SHA224"},
    {"RSA-SHA256", "SHA256"},
    {"RSA-SHA3-224", "SHA3-224"},
    {"RSA-SHA3-256", "SHA3-256"},
    {"RSA-SHA3-384", "SHA3-384"},
    {"RSA-SHA3-512", "SHA3-512"},
    {"RSA-SHA384", "SHA384"},
    {"RSA-SHA512", "SHA512"},
    {"RSA-SHA512/224", "SHA512-224"},
    {"RSA-SHA512/256", "SHA512-256"},
    {"RSA-SM3", "SM3"},
    {"blake2b512", "BLAKE2B-512"},
    {"blake2s256", "BLAKE2S-256"},
    {"md5", "MD5"},
    {"md5-sha1", "MD5-SHA1"},
    {"md5WithRSAEncryption", "MD5"},
    {"ripemd", "RIPEMD160"},
    {"ripemd160", "RIPEMD160"},
    {"ripemd160WithRSA", "RIPEMD160"},
    {"rmd160", "RIPEMD160"},
    {"sha1", "SHA1"},
    {"sha1WithRSAEncryption", "SHA1"},
    {"sha224", "SHA224"},
    {"sha224WithRSAEncryption", "SHA224"},
    {"sha256", "SHA256"},
    {"sha256WithRSAEncryption", "SHA256"},
    {"sha3-224", "SHA3-224"},
    {"sha3-256", "SHA3-256"},
    {"sha3-384", "SHA3-384"},
    {"sha3-512", "SHA3-512"},
    {"sha384", "SHA384"},
    {"sha384WithRSAEncryption", "SHA384"},
    {"sha512", "SHA512"},
    {"sha512-224", "SHA512-224"},
    {"sha512-224WithRSAEncryption", "SHA512-224"},
    {"sha512-256", "SHA512-256"},
    {"sha512-256WithRSAEncryption", "SHA512-256"},
    {"sha512WithRSAEncryption", "SHA512"},
    {"shake128", "SHAKE128"},
    {"shake256", "SHAKE256"},
    {"sm3", "SM3"},
    {"sm3WithRSAEncryption", "SM3"},
    {"ssl3-md5", "MD5"},
    {"ssl3-sha1", "SHA1"},
};

const char* openssl_name_of(std::string_view algorithm) {
  const auto* const found =
      std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms),
                   [&](const Algorithm& each) { return each.name == algorithm; });
  return found == std::end(kAlgorithms) ? nullptr : found->openssl_name;
}

bool is_available(const Algorithm& algorithm) {
  const std::unique_ptr<EVP_MD, void (*)(EVP_MD*)> method(
      EVP_MD_fetch(nullptr, algorithm.openssl_name, nullptr), EVP_MD_free);
  return method != nullptr;
}

std::string bytes_of(const std::array<unsigned char, EVP_MAX_MD_SIZE>& buffer, size_t size) {
  return {reinterpret_cast<const char*>(buffer.data()), size};
}

}  // namespace

std::span<const std::string_view> digest_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> found;
    for (const Algorithm& algorithm : kAlgorithms) {
      if (is_available(algorithm)) found.push_back(algorithm.name);
    }
    return found;
  }();
  return names;
}

std::optional<std::string> digest(std::string_view algorithm, std::string_view bytes) {
  const char* name = openssl_name_of(algorithm);
  if (name == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> buffer;
  size_t size = 0;
  if (EVP_Q_digest(nullptr, name, nullptr, bytes.data(), bytes.size(), buffer.data(), &size) != 1) {
    return std::nullopt;
  }
  return bytes_of(buffer, size);
}

std::optional<std::string> hmac(std::string_view algorithm, std::string_view key,
                                std::string_view bytes) {
  const char* name = openssl_name_of(algorithm);
  if (name == nullptr) return std::nullopt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> buffer;
  size_t size = 0;
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, name, nullptr, key.data(), key.size(),
                reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), buffer.data(),
                buffer.size(), &size) == nullptr) {
    return std::nullopt;
  }
  return bytes_of(buffer, size);
}

}  // namespace pico::engine
