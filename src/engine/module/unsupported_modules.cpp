// SPDX-License-Identifier: MIT
//
// Modules of the language that this version does not have yet: programs that name them compile,
// and fail with a clear text where they use them.
#include <array>

#include "engine/module/modules.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

using krl::Literal;
using krl::MemberKind;

/// What a module is for, where its name does not say it.
constexpr std::string_view purpose_of(std::string_view module) {
  if (module == "dido") return " needs DIDComm, which";
  return "";
}

template <Literal Module, Literal Name>
krl::Value fail(krl::Call&) {
  throw krl::Error(krl::ErrorClass::Error,
                   std::string(Module.view()) + ":" + std::string(Name.view()) +
                       std::string(purpose_of(Module.view())) + " is not supported yet",
                   krl::ErrorCode::Unsupported);
}

/// The parameters do not matter: no call gets as far as its arguments.
template <Literal Module, Literal Name>
constexpr krl::NativeMember unsupported(MemberKind kind) {
  return {Name.view(), kind, {}, fail<Module, Name>};
}

constexpr std::array kUrsa = {
    unsupported<"ursa", "generateDID">(MemberKind::Function),
    unsupported<"ursa", "sig_data">(MemberKind::Function),
    unsupported<"ursa", "crypto_sign">(MemberKind::Function),
    unsupported<"ursa", "verify_signed_field">(MemberKind::Function),
    unsupported<"ursa", "pack">(MemberKind::Function),
    unsupported<"ursa", "unpack">(MemberKind::Function),
};

constexpr std::array kDido = {
    unsupported<"dido", "generateDID">(MemberKind::ActionFunction),
    unsupported<"dido", "storeDidDoc">(MemberKind::ActionFunction),
    unsupported<"dido", "deleteDID">(MemberKind::ActionFunction),
    unsupported<"dido", "updateDID">(MemberKind::ActionFunction),
    unsupported<"dido", "mapDid">(MemberKind::ActionFunction),
    unsupported<"dido", "clearDidMap">(MemberKind::ActionFunction),
    unsupported<"dido", "clearDidDocs">(MemberKind::ActionFunction),
    unsupported<"dido", "clearPendingRotations">(MemberKind::ActionFunction),
    unsupported<"dido", "rotateDID">(MemberKind::ActionFunction),
    unsupported<"dido", "rotateInviteDID">(MemberKind::ActionFunction),
    unsupported<"dido", "addRoute">(MemberKind::ActionFunction),
    unsupported<"dido", "generateMessage">(MemberKind::ActionFunction),
    unsupported<"dido", "pack">(MemberKind::ActionFunction),
    unsupported<"dido", "unpack">(MemberKind::ActionFunction),
    unsupported<"dido", "route">(MemberKind::ActionFunction),
    unsupported<"dido", "send">(MemberKind::ActionFunction),
    unsupported<"dido", "sendQuery">(MemberKind::ActionFunction),
    unsupported<"dido", "prepareQuery">(MemberKind::ActionFunction),
    unsupported<"dido", "createInviteUrl">(MemberKind::ActionFunction),
    unsupported<"dido", "addLabelsToChannel">(MemberKind::ActionFunction),
};

}  // namespace

std::span<const krl::NativeModule> unsupported_modules() {
  static constexpr std::array kModules = {
      krl::NativeModule{"ursa", kUrsa},
      krl::NativeModule{"dido", kDido},
  };
  return kModules;
}

}  // namespace pico::engine
