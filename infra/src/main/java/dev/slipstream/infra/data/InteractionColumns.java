package dev.slipstream.infra.data;

import java.util.List;
import java.util.Optional;

/**
 * Which columns of a table hold what of an interaction, each by its name or, from 1 on, by its
 * number.
 *
 * @param user who
 * @param item what
 * @param time when, as {@link EventTime} reads it; absent: rows are in order, and have no time
 * @param context what is known of the moment; a blank value is none, one with {@code |} between is
 *     several
 * @param positive which rows took the item; absent: all that are not refusals
 * @param negative which rows refused it; absent: none
 */
public record InteractionColumns(
    String user,
    String item,
    Optional<String> time,
    List<String> context,
    Optional<RowCondition> positive,
    Optional<RowCondition> negative) {

  public InteractionColumns {
    context = List.copyOf(context);
  }
}
