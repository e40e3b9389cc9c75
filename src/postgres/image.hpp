// SPDX-License-Identifier: MIT
//
// The row of pico.image: which image this database is, where it was made, and in which format its
// tables hold it. No row as long as there has been no pico.
#pragma once

#include <cstdint>
#include <optional>

#include "postgres/sql.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// What this library reads and writes. To be raised with every change of what rows mean.
inline constexpr int64_t kImageFormat = 2;

/// What a call takes the image for: most need the present format, upgrading takes any.
enum class ImageFormat : uint8_t { Present, Any };

/// The format of the image, none where there is no image yet.
std::optional<int64_t> image_format(Sql& sql);
/// Whether nothing may leave the image and no timer fire: it is a copy, it is held by
/// pico.hold_image(), or pico.enabled is off.
bool is_held(Sql& sql);
/// Whether the image was made elsewhere and nobody has called pico.resume_image() here.
bool is_copy(Sql& sql);
/// Until when pico.pause_workers() keeps workers away, if it does.
std::optional<engine::Time> paused_until(Sql& sql);
/// Pauses workers until then; nothing ends a pause.
void pause_workers(Sql& sql, std::optional<engine::Time> until);
/// Makes timers and requests wait until resume_image().
void hold_image(Sql& sql);
/// Lets them go again, and makes this database the home of the image where it is a copy.
void resume_image(Sql& sql);
/// Raises an error where the image has another format. Where the image is held, the session is
/// warned of it once. Free when it had the right one before.
void check_image(Sql& sql);
/// Brings an image of an older format to the present one, while no event runs; how many steps that
/// took. Raises an error where the image is newer than this library.
int64_t upgrade_image(Sql& sql);
/// Makes the row if there is none.
void adopt_image(Sql& sql);
/// To be called once, by _PG_init.
void set_up_image();

}  // namespace pico::postgres
