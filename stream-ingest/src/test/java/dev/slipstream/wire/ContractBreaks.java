package dev.slipstream.wire;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a later version of the contracts changed that it may not: everything but adding. */
final class ContractBreaks {

  private final List<String> found = new ArrayList<>();

  private ContractBreaks() {}

  /** One line for each break, such as {@code Sample.item_id (1): must stay string, was bytes}. */
  static List<String> between(FileDescriptorProto released, FileDescriptorProto now) {
    ContractBreaks breaks = new ContractBreaks();
    breaks.require("package", released.getPackage(), now.getPackage());
    breaks.require("syntax", released.getSyntax(), now.getSyntax());
    breaks.messages("", released.getMessageTypeList(), now.getMessageTypeList());
    breaks.enums("", released.getEnumTypeList(), now.getEnumTypeList());
    return breaks.found;
  }

  private void messages(
      String path, List<DescriptorProto> released, List<DescriptorProto> present) {
    Map<String, DescriptorProto> byName = by(DescriptorProto::getName, present);
    for (DescriptorProto old : released) {
      String name = path + old.getName();
      DescriptorProto now = byName.get(old.getName());
      if (now == null) {
        found.add(name + ": must stay, was removed");
      } else {
        fields(name, old, now);
        messages(name + ".", old.getNestedTypeList(), now.getNestedTypeList());
        enums(name + ".", old.getEnumTypeList(), now.getEnumTypeList());
      }
    }
  }

  private void fields(String path, DescriptorProto released, DescriptorProto present) {
    Map<Integer, FieldDescriptorProto> byNumber =
        by(FieldDescriptorProto::getNumber, present.getFieldList());
    for (FieldDescriptorProto old : released.getFieldList()) {
      String name = "%s.%s (%d)".formatted(path, old.getName(), old.getNumber());
      FieldDescriptorProto now = byNumber.get(old.getNumber());
      if (now == null) {
        found.add(name + ": must stay, was removed");
      } else {
        require(name, kind(old, released), kind(now, present));
      }
    }
  }

  private void enums(
      String path, List<EnumDescriptorProto> released, List<EnumDescriptorProto> present) {
    Map<String, EnumDescriptorProto> byName = by(EnumDescriptorProto::getName, present);
    for (EnumDescriptorProto old : released) {
      String name = path + old.getName();
      EnumDescriptorProto now = byName.get(old.getName());
      if (now == null) {
        found.add(name + ": must stay, was removed");
      } else {
        values(name, old, now);
      }
    }
  }

  private void values(String path, EnumDescriptorProto released, EnumDescriptorProto present) {
    Map<Integer, EnumValueDescriptorProto> byNumber =
        by(EnumValueDescriptorProto::getNumber, present.getValueList());
    for (EnumValueDescriptorProto old : released.getValueList()) {
      String name = "%s (%d)".formatted(path, old.getNumber());
      EnumValueDescriptorProto now = byNumber.get(old.getNumber());
      require(name, old.getName(), now == null ? "removed" : now.getName());
    }
  }

  /** All that readers and writers of a field must agree on. */
  private static String kind(FieldDescriptorProto field, DescriptorProto message) {
    String oneof =
        field.hasOneofIndex() ? " in " + message.getOneofDecl(field.getOneofIndex()).getName() : "";
    return "%s %s %s%s%s"
        .formatted(field.getName(), field.getLabel(), field.getType(), field.getTypeName(), oneof);
  }

  private void require(String what, String released, String now) {
    if (!released.equals(now)) {
      found.add("%s: must stay %s, was %s".formatted(what, released, now));
    }
  }

  private static <K, V> Map<K, V> by(Function<V, K> key, List<V> values) {
    return values.stream().collect(Collectors.toMap(key, Function.identity()));
  }
}
